"""The forms of a redemption's page, one for each thing its starter can do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hub import redemption
from hub.identity import get_organization
from hub.kernel.clock import SHANGHAI
from hub.orders import Order
from hub.redemption import EDITABLE, WITHDRAWABLE, invoice_rule, receipt_rule, slot_rule
from hub.web.field import Field
from hub.web.forms import Form
from hub.web.language import t
from hub.web.redeeming.contract_forms import contract_form, fit_texts
from hub.web.redeeming.direct_forms import direct_invoice_form
from hub.web.redeeming.limits import as_policy_asks, with_limits
from hub.web.redeeming.view import RedemptionView
from schemas.redemption import (
    AddInvoice,
    AddReceipt,
    AttachMaterial,
    DescribeRedemption,
    DraftRedemption,
    WithdrawRedemption,
)
from schemas.terms import RedemptionBasis, RedemptionState, VoucherMode, yuan_grouped

S = RedemptionState
Url = Callable[..., str]


def draft_form(choices: Sequence[Order], chosen: Sequence[str]) -> Form:
    """选择订单: every order that may be redeemed, with its voucher and amount."""
    options = [(order.no, _order_words(order)) for order in choices]
    schema = DraftRedemption()
    return Form(
        schema,
        action="redemption.draft",
        submit=t("开始申请", "Begin"),
        values={"orders": list(chosen)},
        options={"orders": options},
    )


def _order_words(order: Order) -> str:
    amount = yuan_grouped(order.service_amount_fen or 0)
    other = get_organization(order.institution_id if order.mode is VoucherMode.HOLDER_REDEEMS else order.holder_id)
    placed = f"{order.placed_at.astimezone(SHANGHAI):%Y-%m-%d}"
    return f"{order.no}　{order.service_name} ×{order.quantity}　{amount} {t('元', 'CNY')}　{other.name}　{placed}"


def starter_forms(view: RedemptionView, url: Url) -> dict[str, Form]:
    """What the starter can do now, by name; ``url`` makes the address of an action."""
    found, forms = view.redemption, {}
    if found.state in EDITABLE:
        forms["describe"] = describe_form(view, url)
        forms["invoice"] = invoice_form(view, url)
        forms["receipt"] = receipt_form(view, url)
        forms |= {f"slot-{slot.code}": slot_form(view, slot.code, url) for slot in view.slots}
        slot, contract = redemption.contract_slot(view.decision), contract_form(view.decision, url)
        if slot is not None and contract is not None:
            forms[f"slot-{slot.code}"] = contract
        forms["submit"] = submit_form(view, url)
    if found.state in WITHDRAWABLE:
        forms["withdraw"] = withdraw_form(url)
    return forms


def submit_form(view: RedemptionView, url: Url) -> Form:
    """提交, or again after a refusal or a return."""
    if view.redemption.state is S.DRAFT:
        return Form(action="redemption.submit", url=url("submit_redemption"), submit=t("提交申请", "Submit"))
    return Form(action="redemption.resubmit", url=url("resubmit_redemption"), submit=t("重新提交", "Submit again"))


def describe_form(view: RedemptionView, url: Url) -> Form:
    """Contract amount and texts; only the texts that the policy knows."""
    known = {text.code for text in view.decision.texts}
    left_out = [name for name in ("effect", "innovation", "remark") if name not in known]
    if redemption.contract_slot(view.decision) is not None:
        left_out.append("contract_amount")  # the sum of the contracts entered one by one
    values: dict[str, Any] = {**view.redemption.texts, "contract_amount": view.redemption.contract_fen}
    return Form(
        fit_texts(DescribeRedemption(exclude=left_out), view.decision),
        action="redemption.describe",
        url=url("describe_redemption"),
        submit=t("暂存", "Save"),
        style="outline-primary",
        values=values,
    )


def invoice_form(view: RedemptionView, url: Url) -> Form:
    """新增发票."""
    if view.redemption.basis is RedemptionBasis.DIRECT:
        form = direct_invoice_form(view.redemption, url)
        with_limits(as_policy_asks(form.schema, view.decision), invoice_rule(view.decision))
        return form
    schema = with_limits(as_policy_asks(AddInvoice(), view.decision), invoice_rule(view.decision))
    orders = [(part.order_no, part.order_no) for part in view.parts.orders]
    return Form(
        schema,
        action="redemption.add_invoice",
        url=url("add_invoice"),
        submit=t("添加发票", "Add the invoice"),
        style="outline-primary",
        options={"orders": orders},
    )


def receipt_form(view: RedemptionView, url: Url) -> Form:
    """新增银行回单."""
    schema = with_limits(as_policy_asks(AddReceipt(), view.decision), receipt_rule(view.decision))
    return Form(
        schema,
        action="redemption.add_receipt",
        url=url("add_receipt"),
        submit=t("添加回单", "Add the receipt"),
        style="outline-primary",
    )


class SlotForm(Form):
    """The form of one slot among several on a page: its fields have ids of their own."""

    def __getitem__(self, name: str) -> Field:
        """One field by its name."""
        return replace(super().__getitem__(name), id=f"{self.slot}-{name}")

    slot: str = ""


def slot_form(view: RedemptionView, code: str, url: Url) -> Form:
    """上传材料 into one slot, with its limits beside the control."""
    schema = AttachMaterial()
    slot = next((slot for slot in view.slots if slot.code == code), None)
    form = SlotForm(
        with_limits(schema, slot_rule(slot)) if slot else schema,
        action="redemption.attach",
        url=url("attach_material"),
        values={"slot": code},
        submit=t("上传", "Upload"),
        style="outline-primary",
    )
    form.slot = f"slot-{code}"
    return form


def withdraw_form(url: Url) -> Form:
    """撤回."""
    return Form(
        WithdrawRedemption(),
        action="redemption.withdraw",
        url=url("withdraw_redemption"),
        submit=t("撤回申请", "Withdraw"),
        style="outline-danger",
    )
