"""What the holder does with an application: begin, attach files, submit, upload the stamped form, withdraw."""

from dataclasses import replace
from datetime import date
from typing import IO, Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from hub import audit, messages
from hub.federation import directory
from hub.identity import get_organization, list_qualifications, relocation
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from hub.policy import Decision, decide, get_decision
from hub.vouchers import asked, errors, per_order, printing, staged
from hub.vouchers.grants import grant_instrument
from hub.vouchers.models import VoucherApplication
from hub.vouchers.modes import modes_issued, require_issued
from hub.vouchers.papers import attach_file, require_editable
from hub.vouchers.queries import find_application_of_year, list_files
from hub.vouchers.questions import one_a_year, question_of
from hub.vouchers.rules import STAMPED_FORM, missing_slots, slots_before_submission, wants_stamped_form
from schemas.terms import HOLDER_ROLES, ApplicationState, Mastership, QualificationKind, VoucherMode


def start_application(
    *,
    programme: str,
    area: str,
    holder_id: UUID,
    by: Actor,
    kind: QualificationKind | None = None,
    qualification_no: str | None = None,
    revenue_fen: int | None = None,
    mode: VoucherMode | None = None,
    answers: dict[str, Any] | None = None,
    order_id: UUID | None = None,
) -> VoucherApplication:
    """Begin an application where the hub is its master; nothing is promised yet. ``order_id``: for that order only."""
    by.require(*HOLDER_ROLES, organization_id=holder_id)
    refuse_where_region_is_master(programme=programme, area=area)
    require_home(programme=programme, area=area, holder_id=holder_id)
    now = business_now()
    relocation.refuse_moved(get_organization(holder_id), now.year)
    require_issued(programme, area, mode, now.date())
    if order_id is None:
        per_order.refuse_per_order(programme, area, now.date())
    application = VoucherApplication(
        no=f"SQ-{now:%Y%m%d}-{next_number('SQ', now.date()):05d}",
        programme=programme,
        area=area,
        holder_id=holder_id,
        year=now.year,
        kind=kind,
        qualification_no=qualification_no,
        revenue_fen=revenue_fen,
        mode=mode,
        answers=asked.with_form(holder_id=holder_id, programme=programme, answers=answers),
        state=ApplicationState.DRAFT,
        started_at=now,
        order_id=order_id,
    )
    db.session.add(application)
    db.session.flush()
    record_birth(application, by=by)
    return application


def refuse_where_region_is_master(*, programme: str, area: str) -> None:
    """Raise with the way to the region where the region issues these vouchers itself (G-34)."""
    if directory.mastership(programme, area, "application", business_today()) is Mastership.REGION:
        region = directory.get_region(directory.get_area(area).region)
        raise errors.ApplicationMasteredByRegion(area=directory.area_name(area, "zh"), region=region.names.zh)


def require_home(*, programme: str, area: str, holder_id: UUID) -> None:
    """Raise unless the holder's registered place lies where the programme serves it (CSJ-12)."""
    division = get_organization(holder_id).division
    homes = {(scheme.code, place.code) for scheme, place in directory.programmes_for(division)}
    if (programme, area) not in homes:
        raise errors.NotYourProgramme(area=directory.area_name(area, "zh"))


def submit_application(*, application: VoucherApplication, by: Actor) -> VoucherApplication:
    """Ask the policy, keep its decision, and pass the application on to whoever comes next."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    require_editable(application)
    refuse_where_region_is_master(programme=application.programme, area=application.area)
    today = business_today()
    asked.require_complete(application)
    _require_registered_number(application, today)
    decision = _decide(application, today)
    counts: dict[str, int] = {}
    for file in list_files(application.id):
        counts[file.slot] = counts.get(file.slot, 0) + 1
    missing = missing_slots(slots_before_submission(decision.materials), counts)
    if missing:
        raise errors.MaterialsMissing(slots="、".join(slot.label_zh for slot in missing))
    _submit(application, decision, by=by)
    asked.keep_form(application)
    audit.record(
        "application.submitted",
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=(application.area,),
        organizations=(application.holder_id,),
        decision_id=decision.id,
    )
    if wants_stamped_form(decision.materials):
        move(application, ApplicationState.AWAITING_STAMPED_FORM, by=by)
    else:
        _pass_on(application, decision, by=by)
    return application


def upload_stamped_form(
    *, application: VoucherApplication, stream: IO[bytes], name: str, by: Actor
) -> VoucherApplication:
    """The stamped form is in: granted at once where the policy says so, else a reviewer is asked (JS-29…32)."""
    printing.drop_earlier_sheet(application)
    file = attach_file(application=application, slot=STAMPED_FORM, stream=stream, name=name, by=by)
    file.sheet = printing.refuse_other_sheet(application, file)
    today = business_today()
    _require_registered_number(application, today)
    decision = decide(
        question_of(application, on=today, already_this_year=False), subject="application", subject_id=application.id
    )
    _refuse_if_denied(decision)
    application.decision_id, application.version_label = decision.id, decision.version_label
    audit.record(
        "application.stamped",
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=(application.area,),
        organizations=(application.holder_id,),
        decision_id=decision.id,
    )
    _pass_on(application, decision, by=by)
    return application


def withdraw_application(
    *, application: VoucherApplication, by: Actor, reason: str | None = None
) -> VoucherApplication:
    """The holder takes an undecided application back."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    move(application, ApplicationState.WITHDRAWN, by=by, reason=reason)
    staged.stop_chain(application, by=by, reason=reason)
    return application


def _require_registered_number(application: VoucherApplication, today: date) -> None:
    """A number that decides by itself stands in the register of the year (JS-03, JS-30); others a reviewer reads."""
    if application.kind is not QualificationKind.TECH_SME or not application.qualification_no:
        return
    registered = {
        qualification.number
        for qualification in list_qualifications(application.holder_id, today)
        if qualification.kind is application.kind and qualification.year == application.year
    }
    if application.qualification_no.strip() not in registered:
        raise errors.QualificationNotFound(
            number=application.qualification_no, year=application.year, field="qualification_no"
        )


def _decide(application: VoucherApplication, today: date) -> Decision:
    earlier = find_application_of_year(
        holder_id=application.holder_id,
        programme=application.programme,
        year=application.year,
        other_than=application.id,
    )
    once = one_a_year(application, on=today)
    if once and earlier is not None:
        raise errors.AlreadyApplied(year=application.year, no=earlier.no)
    application.once_a_year = once
    question = question_of(application, on=today, already_this_year=earlier is not None)
    decision = decide(question, subject="application", subject_id=application.id)
    _refuse_if_denied(decision)
    if application.order_id is not None:
        return replace(decision, quota_fen=per_order.order_side().price(application, keep=True).amount_fen)
    return decision


def _refuse_if_denied(decision: Decision) -> None:
    if decision.outcome != "allow":
        raise errors.ApplicationDenied(decision)


def _submit(application: VoucherApplication, decision: Decision, *, by: Actor) -> None:
    try:
        with db.session.begin_nested():
            move(
                application,
                ApplicationState.SUBMITTED,
                by=by,
                decision_id=decision.id,
                submitted_at=business_now(),
                once_a_year=application.once_a_year,
                quota_fen=decision.quota_fen,
                cap_fen=decision.cap_fen,
            )
    except IntegrityError as error:
        # Two submissions at once: the unique index let one through.
        raise errors.AlreadyApplied(year=application.year, no=application.no) from error
    application.decision_id, application.version_label = decision.id, decision.version_label


def _pass_on(application: VoucherApplication, decision: Decision, *, by: Actor) -> None:
    if len(decision.approvals) > 1:
        staged.open_chain(application, decision, by=by)
        return
    if not decision.automatic:
        move(application, ApplicationState.IN_REVIEW, by=by, decision_id=decision.id)
        messages.tell(
            "application.submitted",
            role=decision.approvals[0].role,
            area=application.area,
            subject="application",
            subject_no=application.no,
            path=f"/area/applications/{application.no}",
        )
        return
    assert decision.quota_fen is not None
    grant_instrument(
        application=application,
        amount_fen=decision.quota_fen,
        mode=application.mode or modes_issued(application.programme, application.area, business_today())[0],
        by=THE_HUB,
    )


def decision_of(application: VoucherApplication) -> Decision | None:
    """The stored decision of an application, once it was submitted."""
    return get_decision(application.decision_id) if application.decision_id else None
