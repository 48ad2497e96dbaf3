"""An application with everything a page or the API shows of it, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.identity import Organization, get_organization
from hub.kernel.clock import business_today
from hub.ledger import Balances, balances
from hub.policy import Decision, get_decision
from hub.vouchers import per_order
from hub.vouchers.applications import decision_of
from hub.vouchers.asked import FORM, form_of
from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication
from hub.vouchers.papers import open_slots
from hub.vouchers.per_order import YearsAllowance
from hub.vouchers.per_order_models import OrderApplication
from hub.vouchers.printing import sheet_of
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
    about: OrderApplication | None = None
    amount_decision: Decision | None = None
    allowance: YearsAllowance | None = None

    @property
    def asked(self) -> list[tuple[str, str, str]]:
        """What was entered in the programme's form: label (zh, en) and answer in words."""
        form, entered = form_of(self.application.programme), self.application.answers.get(FORM, {})
        kind = str(self.application.kind) if self.application.kind else None
        asked = [one for part in form.parts_for(kind) for one in part.fields]
        return [(one.zh, one.en, one.shown(entered[one.code])) for one in asked if entered.get(one.code)]

    @property
    def check_code(self) -> str:
        """The code printed on the form of this content."""
        return sheet_of(self.application).check_code

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
        **(_of_order(application) if application.order_id is not None else {}),
    )


def _of_order(application: VoucherApplication) -> dict[str, Any]:
    """What an application for one order shows beside: the order, its amount with the formula, what the year leaves."""
    about = per_order.about_order(application)
    year = instrument_by_id(application.instrument_id).year if application.instrument_id else None
    on = business_today() if year is None else date(year, 12, 31)
    decided = get_decision(about.amount_decision_id) if about.amount_decision_id else None
    if application.state in (ApplicationState.DRAFT, ApplicationState.RETURNED):
        decided = per_order.order_side().price(application, keep=False)
    allowance = per_order.allowance_of(
        holder_id=application.holder_id, programme=application.programme, area=application.area, on=on
    )
    return {"about": about, "amount_decision": decided, "allowance": allowance}
