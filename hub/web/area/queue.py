"""The officer's queue: oldest first, any number found from one box, small ones passed together but for a sample."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub.kernel.errors import HubError
from hub.redemption import bulk
from hub.web.area import bp
from hub.web.area.finding import place_of
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.menu import AREA_ROLES
from hub.web.page import render
from hub.web.redeeming.queue_rows import QueueRow, queue_of
from schemas.desk import PassInBulk
from schemas.terms import Role

REVIEWERS = (Role.REVIEWER_INITIAL, Role.ASSESSOR, Role.PROVINCE_CENTER, Role.AGENCY)
SEARCHERS = (*AREA_ROLES, Role.AGENCY, Role.AUDITOR, Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)


@bp.get("/queue")
@allow(*REVIEWERS)
def show_queue() -> ResponseReturnValue:
    """What waits for this officer."""
    return _page(queue_of(current_actor()))


@bp.post("/queue/bulk")
@allow(*REVIEWERS)
def pass_in_bulk() -> ResponseReturnValue:
    """Pass what was ticked, but for the random sample."""
    rows = queue_of(current_actor())
    form = _bulk_form(rows)
    return perform(
        lambda: bulk.pass_in_bulk(nos=form.data["redemptions"], by=current_actor()),
        then=lambda made: url_for(".show_bulk", bulk_id=made.id),
        back=lambda _: _page(rows, form),
        form=form,
    )


@bp.get("/queue/bulk/<uuid:bulk_id>")
@allow(*REVIEWERS, Role.AUDITOR)
def show_bulk(bulk_id: UUID) -> ResponseReturnValue:
    """What became of each."""
    return render("area/queue/bulk.html", made=bulk.get_bulk_pass(bulk_id), has_queue=_has_queue())


@bp.get("/find")
@allow(*SEARCHERS)
def find_number() -> ResponseReturnValue:
    """Go to whatever has this number, an invoice or a voucher too."""
    no = request.args.get("no", "").strip()
    path = place_of(no)
    if path is not None:
        return redirect(path)
    return render("area/queue/nothing.html", no=no, has_queue=_has_queue())


def _has_queue() -> bool:
    """Whether this person has a queue to go back to: finance and audit find numbers, and review nothing."""
    return current_actor().has(*REVIEWERS)


def _page(rows: list[QueueRow], sent: Form | None = None, error: HubError | None = None) -> str:
    colours = {colour: sum(row.colour == colour for row in rows) for colour in ("red", "yellow")}
    return render("area/queue/list.html", rows=rows, colours=colours, form=sent or _bulk_form(rows), error=error)


def _bulk_form(rows: list[QueueRow]) -> Form:
    return Form(
        PassInBulk(),
        action="review.pass_in_bulk",
        url=url_for(".pass_in_bulk"),
        options={"redemptions": [(row.no, row.no) for row in rows if row.in_bulk]},
        submit=t("批量通过所选", "Pass the ticked ones"),
    )
