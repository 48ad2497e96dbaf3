"""An application with everything a page or the API shows of it, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hub.identity import Organization, get_organization
from hub.kernel.clock import business_today
from hub.ledger import Balances, balances
from hub.policy import Decision
from hub.vouchers.applications import decision_of, open_slots
from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication
from hub.vouchers.queries import instrument_by_id, list_files
from hub.vouchers.questions import answer_now
from schemas.terms import ApplicationState


@dataclass(frozen=True)
class ApplicationView:
    """The application, who applies, its files, the slots that are open now, the policy's answer, and its voucher."""

    application: VoucherApplication
    holder: Organization
    files: Sequence[ApplicationFile]
    slots: Sequence[Any]
    decision: Decision | None
    instrument: Instrument | None
    balances: Balances | None

    @property
    def asks_for_files(self) -> bool:
        """Whether the programme asks for any document."""
        return bool(self.slots or (self.decision and self.decision.materials))

    def slot_label(self, code: str, language: str) -> str:
        """What a slot is called in the policy that asks for it."""
        asked = [*self.slots, *(self.decision.materials if self.decision else ())]
        found = next((slot for slot in asked if slot.code == code), None)
        if found is None:
            return code
        return str(found.label_en if language == "en" else found.label_zh)


def show_application(application: VoucherApplication) -> ApplicationView:
    """Gather what belongs to an application; a draft shows what the policy would say to it today."""
    instrument = instrument_by_id(application.instrument_id) if application.instrument_id else None
    decision = decision_of(application)
    if application.state is ApplicationState.DRAFT:
        decision = answer_now(application, on=business_today())
    return ApplicationView(
        application=application,
        holder=get_organization(application.holder_id),
        files=list_files(application.id),
        slots=open_slots(application),
        decision=decision,
        instrument=instrument,
        balances=balances(instrument.id) if instrument else None,
    )
