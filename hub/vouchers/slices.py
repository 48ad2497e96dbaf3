"""A year's quota claimed in slices: any amount within the area's three caps, granted at once (ZJ1-15…18, ZJ2-11…13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hub import audit
from hub.federation import directory
from hub.identity import get_organization, relocation
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from hub.ledger import Balances, balances
from hub.policy import Decision, decide, policy_in_force, preview
from hub.vouchers import errors
from hub.vouchers.applications import refuse_where_region_is_master, require_home
from hub.vouchers.grants import grant_slice
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.modes import modes_issued
from hub.vouchers.queries import find_quota
from hub.vouchers.questions import application_question, question_of
from schemas.terms import HOLDER_ROLES, ApplicationState


@dataclass(frozen=True)
class QuotaStanding:
    """What the claimant sees (ZJ1-18): the policy's answer with its caps, the quota so far, the claims of the year."""

    decision: Decision
    instrument: Instrument | None
    balances: Balances
    claims: Sequence[VoucherApplication]

    @property
    def cap_fen(self) -> int | None:
        """The year's cap, or None where there is none."""
        return self.decision.cap_fen

    @property
    def claimed_fen(self) -> int:
        """Claimed this year, unchanged by what was voided (G-23)."""
        found = self.decision.claimable
        return found.claimed_fen or 0 if found else 0

    @property
    def left_fen(self) -> int | None:
        """What may still be claimed of the year."""
        return self.decision.claimable.left_fen if self.decision.claimable else None

    @property
    def claimable_fen(self) -> int | None:
        """What one claim may take at this moment."""
        return self.decision.claimable.claimable_fen if self.decision.claimable else None

    @property
    def held_fen(self) -> int:
        """Claimed and not used."""
        return self.balances.available_fen


def is_in_slices(programme: str, area: str, on: date) -> bool:
    """Whether the policy in force lets the applicant choose the amount, again and again within the caps."""
    quota = policy_in_force(programme, area, on).draft.quota
    return quota is not None and quota.unit == "year" and quota.amount == "applicant_chosen"


def standing_of(*, programme: str, area: str, holder_id: UUID, on: date) -> QuotaStanding:
    """The quota of a holder in one programme and area as it stands on a day."""
    instrument = find_quota(holder_id, programme, area, on.year)
    decision = preview(application_question(programme=programme, area=area, holder_id=holder_id, on=on))
    now_fen = decision.claimable.claimable_fen if decision.claimable else None
    if now_fen:
        # What the policy says to the most that may be claimed now, rather than that no amount was named.
        asked = application_question(programme=programme, area=area, holder_id=holder_id, on=on, asked_fen=now_fen)
        decision = preview(asked)
    return QuotaStanding(
        decision=decision,
        instrument=instrument,
        balances=balances(instrument.id) if instrument else Balances(),
        claims=_claims(holder_id, programme, area, on.year),
    )


def apply_for_amount(*, programme: str, area: str, holder_id: UUID, amount_fen: int, by: Actor) -> VoucherApplication:
    """Claim an amount: the policy decides on the caps, the ledger guards them, and it is granted in the same moment.

    Raises:
        OtherPlace: another county than the one that has approved the holder's real name.
        ApplicationMasteredByRegion: the region takes these claims itself.
        ApplicationDenied: a cap would be exceeded; the decision has the figures.
        CapReached, HoldingReached: another claim was faster.
    """
    by.require(*HOLDER_ROLES, organization_id=holder_id)
    _require_place(area, holder_id)
    refuse_where_region_is_master(programme=programme, area=area)
    require_home(programme=programme, area=area, holder_id=holder_id)
    now = business_now()
    relocation.refuse_moved(get_organization(holder_id), now.year)
    application = _new(programme, area, holder_id, amount_fen, by=by)
    question = question_of(application, on=now.date(), already_this_year=False)
    decision = decide(question, subject="application", subject_id=application.id)
    if not decision.allowed:
        raise errors.ApplicationDenied(decision)
    move(
        application,
        ApplicationState.SUBMITTED,
        by=by,
        decision_id=decision.id,
        submitted_at=now,
        quota_fen=decision.quota_fen,
        cap_fen=decision.cap_fen,
    )
    application.decision_id, application.version_label = decision.id, decision.version_label
    _record(application, by=by)
    grant_slice(
        application=application,
        amount_fen=amount_fen,
        mode=modes_issued(programme, area, now.date())[0],
        holding_cap_fen=decision.holding_fen,
        by=THE_HUB,
    )
    return application


def _require_place(area: str, holder_id: UUID) -> None:
    home = get_organization(holder_id).area
    if home != area:
        shown = directory.area_name(home, "zh") if home else "—"
        raise errors.OtherPlace(home=shown, area=directory.area_name(area, "zh"), field="area")


def _new(programme: str, area: str, holder_id: UUID, amount_fen: int, *, by: Actor) -> VoucherApplication:
    now = business_now()
    application = VoucherApplication(
        no=f"SQ-{now:%Y%m%d}-{next_number('SQ', now.date()):05d}",
        programme=programme,
        area=area,
        holder_id=holder_id,
        year=now.year,
        asked_fen=amount_fen,
        answers={},
        state=ApplicationState.DRAFT,
        started_at=now,
    )
    db.session.add(application)
    db.session.flush()
    record_birth(application, by=by)
    return application


def _record(application: VoucherApplication, *, by: Actor) -> None:
    audit.record(
        "application.submitted",
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=(application.area,),
        organizations=(application.holder_id,),
        decision_id=application.decision_id,
        after={"asked_fen": application.asked_fen},
    )


def _claims(holder_id: UUID, programme: str, area: str, year: int) -> Sequence[VoucherApplication]:
    found = select(VoucherApplication).where(
        VoucherApplication.holder_id == holder_id,
        VoucherApplication.programme == programme,
        VoucherApplication.area == area,
        VoucherApplication.year == year,
        VoucherApplication.state == ApplicationState.GRANTED,
    )
    return db.session.execute(found.order_by(VoucherApplication.started_at)).scalars().all()
