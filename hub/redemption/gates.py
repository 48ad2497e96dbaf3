"""Everything that must hold before a redemption is submitted, checked together, every fault with its place."""

from collections.abc import Sequence
from datetime import date

from hub.federation import directory
from hub.integrity import (
    Hit,
    InvoiceAlreadyUsed,
    InvoiceTwice,
    Severity,
    check,
    find_used,
    find_used_contract,
    normalize_invoice,
    repeated,
)
from hub.kernel.errors import HubError
from hub.orders import Order, list_orders_by_id
from hub.policy import Decision, RuleResult
from hub.redemption import editing_errors, errors, paper_errors
from hub.redemption.drafting import redeemable_states, words_of
from hub.redemption.examining import contracts_of, examined
from hub.redemption.faces import face_faults
from hub.redemption.models import Redemption
from hub.redemption.parts import Parts
from hub.redemption.periods import closed
from hub.redemption.rules import (
    CoveredOrder,
    CoveringInvoice,
    allocation_faults,
    material_faults,
    receipt_faults,
    slots_of,
    text_faults,
)

# Said by a fault of our own, which names the figures.
CONTRACT = "redemption.contract_fen"
SAID_ELSEWHERE = frozenset({"redemption.sums_equal", "redemption.orders_within_invoices"})


def faults_of(redemption: Redemption, parts: Parts, decision: Decision, hits: Sequence[Hit]) -> list[HubError]:
    """All that keeps the redemption from being submitted; none when it may be."""
    orders = list_orders_by_id([order.order_id for order in parts.orders])
    faults = [*_order_faults(orders), *_paper_faults(redemption, parts, decision)]
    faults += [
        errors.CheckBlocks(sentence=hit.zh, sentence_en=hit.en) for hit in hits if hit.severity is Severity.BLOCK
    ]
    contract = find_used_contract(contracts_of(redemption, parts), except_by=redemption.id)
    if contract is not None:
        contract.field = "orders"
        faults.append(contract)
    faults += _policy_faults(decision)
    if not faults and not decision.amount_fen:
        faults.append(errors.NothingToPay())
    return faults


def _order_faults(orders: Sequence[Order]) -> list[HubError]:
    return [
        errors.OrderNotRedeemable(no=order.no, **words_of(order), field="orders")
        for order in orders
        if not order.direct and order.state not in redeemable_states(order)
    ] + [editing_errors.OrderUnpriced(no=order.no, field="orders") for order in orders if order.contract_fen is None]


def _paper_faults(redemption: Redemption, parts: Parts, decision: Decision) -> list[HubError]:
    assert decision.invoice is not None
    covered = [CoveredOrder(order.order_id, order.order_no, order.amount_fen) for order in parts.orders]
    covering = [CoveringInvoice(i.number, i.amount_fen, parts.covers[i.id]) for i in parts.invoices]
    return [
        *allocation_faults(covered, covering, decision.invoice),
        *_invoice_faults(redemption, parts, decision),
        *receipt_faults(
            receipts=[receipt.amount_fen for receipt in parts.receipts],
            invoice_sum_fen=redemption.invoice_sum_fen,
            rules=decision.invoice,
        ),
        *material_faults(slots_of(decision.materials), parts.counts),
        # The texts tell what the service did for the buyer; an institution that redeems may leave them out (CSJ-36).
        *text_faults(decision.texts, redemption.texts, asked=redemption.institution_id is None),
    ]


def _invoice_faults(redemption: Redemption, parts: Parts, decision: Decision) -> list[HubError]:
    assert decision.invoice is not None
    faults: list[HubError] = [
        InvoiceTwice(number=identity.number, field="invoices")
        for identity in repeated(normalize_invoice(invoice.code, invoice.number) for invoice in parts.invoices)
    ]
    for invoice in parts.invoices:
        if "date" in decision.invoice.fields and invoice.date is None:
            faults.append(paper_errors.InvoiceDateMissing(number=invoice.number, field="invoices"))
        used: InvoiceAlreadyUsed | None = find_used(invoice.code, invoice.number, except_by=redemption.id)
        if used is not None:
            used.field = "invoices"
            faults.append(used)
    return faults + face_faults(parts, decision)


def _policy_faults(decision: Decision) -> list[HubError]:
    faults: list[HubError] = [
        closed(result)
        if result.rule == "redemption.window"
        else errors.PolicyDenies(sentence=_sentence(result, "zh"), sentence_en=_sentence(result, "en"))
        for result in decision.failed
        if result.rule not in SAID_ELSEWHERE
    ]
    if any(CONTRACT in result.missing for result in decision.unknown):
        faults.append(errors.ContractAmountMissing(field="contract_amount"))
    if decision.outcome == "needs_info":
        faults += [
            errors.FactMissing(sentence=result.message_zh, sentence_en=result.message_en)
            for result in decision.unknown
            if CONTRACT not in result.missing
        ]
    return faults


def _sentence(result: RuleResult, language: str) -> str:
    message = result.message_zh if language == "zh" else result.message_en
    if language == "en" or not result.observed:
        return message
    return f"{message.rstrip('。')}（{result.observed}；要求：{result.required}）。"


def findings(redemption: Redemption, parts: Parts, decision: Decision, *, on: date) -> list[Hit]:
    """What the integrity checks say about the redemption as it stands."""
    return check(examined(redemption, parts, decision, on=on))


def region_of(redemption: Redemption) -> str:
    """The region named when somebody else uses the same invoice."""
    return directory.get_area(redemption.area).region
