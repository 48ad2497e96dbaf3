"""站内信: what one was told, latest first, by kind and by reading, each with the way to its object (CSJ-56, P32)."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub import messages
from hub.kernel.db import unit_of_work
from hub.web.account import bp
from hub.web.guards import allow, current_actor
from hub.web.page import render

# What an event is about → its words; everything else stands under 其他.
KINDS = {
    "order": ("服务项目订单", "Orders"),
    "application": ("创新券申请", "Applications"),
    "voucher": ("创新券", "Vouchers"),
    "use": ("用券", "Uses"),
    "redemption": ("兑付", "Redemptions"),
    "account": ("账号", "Account"),
    "holder": ("单位", "Unit"),
}
OTHER = ("其他", "Other")


@bp.get("/messages")
@allow()
def inbox() -> ResponseReturnValue:
    """The latest hundred messages of those asked for."""
    read, kind = request.args.get("read", ""), request.args.get("kind", "")
    found = messages.inbox(
        current_actor(), unread_only=read == "no", read_only=read == "yes", kind=kind if kind in KINDS else ""
    )
    return render("account/messages.html", inbox=found, read=read, kind=kind, kinds=KINDS, other=OTHER)


@bp.post("/messages/<uuid:message_id>/read")
@allow()
def read_message(message_id: UUID) -> ResponseReturnValue:
    """Mark one as read."""
    with unit_of_work():
        messages.mark_read(message_id, by=current_actor())
    return _back()


@bp.post("/messages/<uuid:message_id>/remove")
@allow()
def remove_message(message_id: UUID) -> ResponseReturnValue:
    """Take one out of one's own list."""
    with unit_of_work():
        messages.remove(message_id, by=current_actor())
    return _back()


def _back() -> ResponseReturnValue:
    """The list as it was narrowed."""
    kept = {name: request.form[name] for name in ("read", "kind") if request.form.get(name)}
    return redirect(url_for(".inbox", **kept), 303)  # type: ignore[arg-type]
