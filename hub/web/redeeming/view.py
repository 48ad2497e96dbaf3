"""A redemption with everything its page shows, for whoever may see which part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub import identity, integrity, ledger, orders, redemption, reviews, vouchers
from hub.federation import directory
from hub.identity import Organization
from hub.integrity import HoldRelease, IntegrityHit
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.kernel.scope import everything
from hub.ledger import Balances
from hub.orders import Order
from hub.policy import Decision, MaterialSlot
from hub.redemption import Invoice, Parts, PublicNotice, Redemption, RedemptionEdition, Reversal
from hub.redemption.dispute_models import Dispute
from hub.reviews import Review
from hub.vouchers import Instrument
from hub.web.guards import current_actor
from hub.web.language import lang, t
from hub.web.redeeming.evidence_words import named_evidence


@dataclass(frozen=True)
class Task:
    """A line of the task list (P08): what is to be done, where, and what it still lacks."""

    text: str
    anchor: str
    state: str
    lacks: Sequence[str] = ()


@dataclass(frozen=True)
class RedemptionView:
    """The redemption, its parts, the parties, the decision and what was found and said about it."""

    redemption: Redemption
    parts: Parts
    orders: Sequence[Order]
    holder: Organization
    sellers: dict[UUID, Organization]
    payee: Organization | None
    payer: tuple[str, str]
    instrument: Instrument
    balances: Balances
    decision: Decision
    editable: bool
    reviews: Sequence[Review]
    hits: Sequence[IntegrityHit]
    releases: Sequence[HoldRelease]
    reversals: Sequence[Reversal]
    notice: PublicNotice | None
    category: str = ""
    editions: Sequence[RedemptionEdition] = ()
    faults: Sequence[HubError] = field(default=())

    @property
    def slots(self) -> list[MaterialSlot]:
        """The slots for materials."""
        return redemption.slots_of(self.decision.materials)

    @property
    def amount_fen(self) -> int | None:
        """What is applied for: fixed at the submission, what it would be before."""
        return self.decision.amount_fen if self.editable else self.redemption.amount_fen

    @property
    def pending(self) -> Review | None:
        """The stage that is open."""
        return next((review for review in self.reviews if review.state is reviews.ReviewState.PENDING), None)

    @property
    def no_of(self) -> dict[UUID, str]:
        """The numbers of its orders by id."""
        return {part.order_id: part.order_no for part in self.parts.orders}

    @property
    def reversed_fen(self) -> int:
        """What was taken back."""
        done = redemption.ReversalState.CONFIRMED
        return sum(reversal.amount_fen for reversal in self.reversals if reversal.state is done)

    @property
    def disputes(self) -> Sequence[Dispute]:
        """The disputes about it, the newest first."""
        return redemption.disputes.list_of_redemption(self.redemption.id)

    @property
    def appeal_days(self) -> int:
        """For how many days a refusal can be appealed in this area."""
        return integrity.thresholds_of(self.redemption.area).of("appeal_days")

    @property
    def office(self) -> str:
        """The name of the area whose office decides."""
        return directory.area_name(self.redemption.area, lang())

    def evidence_of(self, hit: IntegrityHit) -> list[tuple[str, str]]:
        """What a finding rests on, named in the person's language."""
        return named_evidence(hit.evidence)

    def invoice_covers(self, invoice: Invoice) -> list[str]:
        """The numbers of the orders that an invoice covers."""
        return [self.no_of.get(order_id, "") for order_id in self.parts.covers.get(invoice.id, ())]

    @property
    def tasks(self) -> list[Task]:
        """What the starter has to do before it can submit, with what each task still lacks."""
        groups: list[tuple[str, str, tuple[str | None, ...]]] = [
            (t("订单与金额", "Orders and amounts"), "orders", ("orders", None))
        ]
        groups.append((t("发票", "Invoices"), "invoices", ("invoices", "code", "number")))
        if self.decision.invoice and self.decision.invoice.receipts_required:
            groups.append((t("银行回单", "Bank receipts"), "receipts", ("receipts",)))
        for slot in self.slots:
            groups.append((t(slot.label_zh, slot.label_en), f"slot-{slot.code}", (f"slot-{slot.code}",)))
        codes = tuple(text.code for text in self.decision.texts) if self.redemption.institution_id is None else ()
        if codes or self.redemption.contract_fen or any(fault.field == "contract_amount" for fault in self.faults):
            groups.append((t("合同金额与说明", "Contract amount and texts"), "texts", (*codes, "contract_amount")))
        return [self._task(*group) for group in groups]

    def _task(self, text: str, anchor: str, places: tuple[str | None, ...]) -> Task:
        lacks = [fault.text(lang()) for fault in self.faults if fault.field in places]
        begun = {
            "invoices": bool(self.parts.invoices),
            "receipts": bool(self.parts.receipts),
            "orders": True,
            "texts": bool(any(self.redemption.texts.values()) or self.redemption.contract_fen),
        }.get(anchor, bool(self.parts.counts.get(anchor.removeprefix("slot-"))))
        state = "begun" if lacks and begun else "open" if lacks else "done" if begun else "optional"
        return Task(text, anchor, state, lacks)


def redemption_of(order: Order) -> Redemption | None:
    """The redemption an order was submitted with, for the order's page; the seller opens only its own."""
    if order.redemption_id is None:
        return None
    found = redemption.redemption_by_id(order.redemption_id)
    own = current_actor().organization_id
    return found if own in (None, found.holder_id, found.institution_id) else None


def view_of(found: Redemption) -> RedemptionView:
    """Everything about a redemption; the caller has found it within its own scope (or was assigned to it)."""
    with everything():
        parts = redemption.parts_of(found)
        editable = found.state in redemption.EDITABLE
        decision = redemption.answer_now(found) if editable else redemption.decision_of(found)
        covered = orders.list_orders_by_id([part.order_id for part in parts.orders])
        payee_id = found.payee_id or found.starter_id
        payer = str(found.payer_area)
        faults: Sequence[HubError] = ()
        if editable:
            hits = redemption.findings(found, parts, decision, on=business_today())
            faults = redemption.faults_of(found, parts, decision, hits)
        return RedemptionView(
            redemption=found,
            parts=parts,
            orders=covered,
            holder=identity.get_organization(found.holder_id),
            sellers={unit: identity.get_organization(unit) for unit in _sellers(found, covered)},
            payee=identity.get_organization(payee_id),
            payer=(payer, directory.area_name(payer, lang())),
            instrument=vouchers.instrument_by_id(found.instrument_id),
            balances=ledger.balances(found.instrument_id),
            decision=decision,
            editable=editable,
            reviews=reviews.list_reviews("redemption", found.id),
            hits=integrity.list_hits("redemption", found.id),
            releases=integrity.list_releases(subject="redemption", subject_id=found.id, round=found.round),
            reversals=redemption.list_reversals(found),
            notice=redemption.notice_by_id(found.notice_id) if found.notice_id else None,
            category=redemption.category_words(found.category_code),
            editions=redemption.list_editions(found) if editable else (),
            faults=faults,
        )


def _sellers(found: Redemption, covered: Sequence[Order]) -> dict[UUID, None]:
    own = (found.seller_id,) if found.seller_id else ()
    return dict.fromkeys((*own, *(order.institution_id for order in covered)))
