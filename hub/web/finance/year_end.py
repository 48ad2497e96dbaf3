"""The end of the year: what an area still has to see to, what carries over, and the year's statement per holder."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from hub import identity, settlement
from hub.federation import directory
from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.kernel.errors import NotFound
from hub.settlement import HolderYear
from hub.web.as_at import as_at_asked
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.guards import allow, current_actor
from hub.web.language import lang
from hub.web.page import render


@bp.get("/year-end")
@allow(*FINANCE)
def show_year_end() -> ResponseReturnValue:
    """The checklist and the statement of one area and year."""
    area, year = _asked()
    areas = [(code, directory.area_name(code, lang())) for code in sorted(current_actor().areas(*FINANCE))]
    with scope.everything():  # holders' vouchers; the area is one of this person's
        as_at = as_at_asked()
        checklist = settlement.year_end_of(area, year, as_at.on)
    return render(
        "finance/year_end.html", as_at=as_at, area=area, year=year, areas=areas, this_year=business_today().year,
        checklist=checklist, rows=checklist.holders, names=_names(checklist.holders), columns=settlement.COLUMNS,
    )  # fmt: skip


@bp.get("/year-end.csv")
@allow(*FINANCE)
def download_statement() -> ResponseReturnValue:
    """The year's statement as a table; taking it is recorded."""
    area, year = _asked()
    with unit_of_work(), scope.everything():
        content = settlement.take_statement(area=area, year=year, by=current_actor(), on=as_at_asked().on)
    headers = {"Content-Disposition": f'attachment; filename="{area}-{year}.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + content, content_type="text/csv; charset=utf-8", headers=headers)


def _asked() -> tuple[str, int]:
    areas = sorted(current_actor().areas(*FINANCE))
    area = request.args.get("area") or (areas[0] if areas else "")
    if area not in areas:
        raise NotFound()
    return area, request.args.get("year", business_today().year, type=int)


def _names(rows: list[HolderYear]) -> dict[object, str]:
    return {unit.id: unit.name for unit, _ in identity.payees({row.holder_id for row in rows})}
