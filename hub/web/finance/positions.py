"""Where an area's money stands at the end of a day: due, approved, on its way, paid, received, budget, ageing."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from hub import audit, settlement
from hub.kernel.db import unit_of_work
from hub.kernel.errors import NotFound
from hub.kernel.ids import new_id
from hub.settlement import Position
from hub.web.as_at import AsAt, as_at_asked
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.finance.reading import names_of, redemption_nos
from hub.web.guards import allow, current_actor
from hub.web.page import render
from schemas.terms import yuan

SHOWN = 100
ALL = 1_000_000


@bp.get("/position")
@allow(*FINANCE)
def show_position() -> ResponseReturnValue:
    """The position of one of the person's areas."""
    return render("finance/position.html", **position_context(current_actor().areas(*FINANCE), as_at_asked()))


@bp.get("/position.csv")
@allow(*FINANCE)
def download_position() -> ResponseReturnValue:
    """What an area owes and no batch holds, line by line; taking it is recorded."""
    as_at, area = as_at_asked(), area_asked(current_actor().areas(*FINANCE))
    with unit_of_work():
        audit.record(
            "data.exported", by=current_actor(), subject="data", subject_id=new_id(), subject_no=f"{area}/{as_at.on}",
            areas=[area],
        )  # fmt: skip
        content = open_lines_csv(area, as_at)
    headers = {"Content-Disposition": f'attachment; filename="{area}-{as_at.on}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + content, content_type="text/csv; charset=utf-8", headers=headers)


def area_asked(areas: Iterable[str]) -> str:
    """The area of the address among these, the first of them when none is named.

    Raises:
        NotFound: it is none of them.
    """
    mine = sorted(areas)
    area = request.args.get("area") or (mine[0] if mine else "")
    if area not in mine:
        raise NotFound()
    return area


def position_context(areas: Iterable[str], as_at: AsAt) -> dict[str, Any]:
    """Everything the page of an area's position needs; the areas are the reader's own."""
    mine = sorted(areas)
    area = area_asked(mine)
    lines = settlement.open_lines(area, as_at.on, limit=SHOWN)
    return {
        "as_at": as_at,
        "areas": mine,
        "area": area,
        "position": settlement.position_of(area, as_at.on),
        "lines": lines,
        "shown": SHOWN,
        "names": names_of({line.payee_id for line in lines}),
        "redemption_nos": redemption_nos({line.redemption_id for line in lines}),
        "base": request.blueprint,
    }


def positions_of(areas: Iterable[str], as_at: AsAt) -> list[Position]:
    """The positions of several areas that have moved any money, for the desks that watch them all."""
    found = [settlement.position_of(area, as_at.on) for area in sorted(areas)]
    return [one for one in found if one.books != settlement.NO_BOOKS or one.ages or one.received_fen or one.budget_set]


def open_lines_csv(area: str, as_at: AsAt) -> str:
    """The open awards of an area as a table with its sum; yuan. Texts never begin a formula."""
    lines = settlement.open_lines(area, as_at.on, limit=ALL)
    names = names_of({line.payee_id for line in lines})
    numbers = redemption_nos({line.redemption_id for line in lines})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["兑付编号", "收款单位", "确认日期", "政策版本", "可结算", "金额（元）"])
    for line in lines:
        name = names[line.payee_id]
        writer.writerow(
            [numbers.get(line.redemption_id, ""), f"'{name}" if name[:1] in "=+-@\t\r" else name,
             f"{line.agreed_at:%Y-%m-%d}", line.policy_version, "是" if line.due else "公示中", yuan(line.fen)]
        )  # fmt: skip
    writer.writerow(["#total", len(lines), f"{as_at.on}", "", "", yuan(sum(line.fen for line in lines))])
    return out.getvalue()
