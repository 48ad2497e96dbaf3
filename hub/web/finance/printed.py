"""Statements as PDF: the year of an area or of one of its holders, and a batch."""

from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from hub import audit, settlement
from hub.federation import directory
from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.kernel.errors import NotFound
from hub.kernel.ids import new_id
from hub.kernel.sheets import Sheet, write_pdf
from hub.settlement import Batch
from hub.web.as_at import as_at_asked
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.finance.positions import area_asked
from hub.web.finance.reading import names_of
from hub.web.guards import allow, current_actor


@bp.get("/year-end.pdf")
@allow(*FINANCE)
def download_statement_pdf() -> ResponseReturnValue:
    """The year's statement of the area, or of the holder that is named; taking it is recorded."""
    area, year = area_asked(current_actor().areas(*FINANCE)), request.args.get("year", business_today().year, type=int)
    return pdf_of(year_sheet_of(area, year, request.args.get("holder", type=UUID)), f"{area}/{year}", [area])


@bp.get("/batches/<no>/statement.pdf")
@allow(*FINANCE)
def download_batch_pdf(no: str) -> ResponseReturnValue:
    """The settlement statement of a batch."""
    batch = settlement.get_batch(no)
    return pdf_of(batch_sheet_of(batch), batch.no, [batch.payer_area])


def year_sheet_of(area: str, year: int, holder: UUID | None) -> Sheet:
    """The year's statement, for readers who have the right to it.

    Raises:
        NotFound: there is nothing of that year, or nothing of that holder.
    """
    as_at = as_at_asked()
    with scope.everything():
        found = settlement.statement_of_year(area, year, as_at.on)
    rows = [row for row in found if holder in (None, row.holder_id)]
    if not rows:
        raise NotFound()
    return settlement.year_sheet(
        area=area, area_name=directory.area_name(area, "zh"), year=year, on=as_at.on, rows=rows,
        names=names_of({row.holder_id for row in rows}), printed_on=business_today(),
        address=_address("finance.show_year_end", area=area, year=year),
    )  # fmt: skip


def batch_sheet_of(batch: Batch) -> Sheet:
    """A batch's statement."""
    payees = {run.payee_id for run in settlement.list_payee_runs(batch)}
    return settlement.batch_sheet(
        batch=batch, area_name=directory.area_name(batch.payer_area, "zh"), names=names_of(payees),
        printed_on=business_today(), address=_address("finance.show_batch", no=batch.no),
    )  # fmt: skip


def pdf_of(sheet: Sheet, no: str, areas: list[str]) -> Response:
    """The sheet as a file to take away; that is put on record."""
    with unit_of_work():
        audit.record("data.exported", by=current_actor(), subject="data", subject_id=new_id(), subject_no=no,
                     areas=areas)  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{sheet.number}.pdf"', "Cache-Control": "no-store"}
    return Response(write_pdf(sheet), content_type="application/pdf", headers=headers)


def _address(endpoint: str, **values: Any) -> str:
    return current_app.config["HUB"].web.base_url.rstrip("/") + url_for(endpoint, **values)
