"""Where the QR of a voucher's face leads: whether it is valid, and nothing that a stranger should read (ZJ1-27)."""

from flask.typing import ResponseReturnValue

from hub.kernel.errors import NotFound
from hub.orders import uses
from hub.web.guards import public
from hub.web.page import render
from hub.web.public import bp


@bp.get("/v/<code>")
@public
def show_face(code: str) -> ResponseReturnValue:
    """Validity and the masked holder of the use behind a face."""
    row = uses.find_face(code)
    if row is None:
        raise NotFound()
    return render("public/faces/show.html", row=row, holder=_masked(row.holder.name))


def _masked(name: str) -> str:
    """A unit's name for a stranger: its first two characters and what kind of unit it is."""
    kind = next((end for end in ("有限公司", "研究所", "中心") if name.endswith(end)), "")
    return f"{name[:2]}{'*' * max(2, len(name) - 2 - len(kind))}{kind}"
