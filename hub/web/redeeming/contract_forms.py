"""The form of a contract with its effective amount, and the page's action that takes it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask.typing import ResponseReturnValue
from marshmallow import validate

from hub import redemption
from hub.policy import Decision
from hub.redemption import Redemption, slot_rule
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.redeeming.limits import with_limits
from hub.web.security import takes_upload
from schemas.redemption import DescribeRedemption
from schemas.redemption_contract import AddContract

if TYPE_CHECKING:
    from hub.web.redeeming.side import Side


def contract_form(decision: Decision, url: Callable[..., str]) -> Form | None:
    """添加合同, where the policy adds up contracts one by one."""
    slot = redemption.contract_slot(decision)
    if slot is None:
        return None
    return Form(
        with_limits(AddContract(), slot_rule(slot)),
        action="redemption.add_contract",
        url=url("add_contract"),
        submit=t("添加合同", "Add the contract"),
        style="outline-primary",
    )


def fit_texts(schema: DescribeRedemption, decision: Decision) -> DescribeRedemption:
    """The form's texts as the policy has them: its labels, its limits and the points to speak of (TJ-24)."""
    for slot in decision.texts:
        field = schema.load_fields.get(slot.code)
        if field is not None:
            limit = (f"最多 {slot.max_chars} 个字", f"At most {slot.max_chars} characters")
            points = f"。要点：{slot.help_zh}" if slot.help_zh else ""
            label = {**field.metadata["label"], "zh": slot.label_zh}
            hint = {"zh": limit[0] + points, "en": limit[1]}
            field.metadata = {**field.metadata, "label": label, "hint": hint, "needed": slot.required}
            field.validators = [validate.Length(max=slot.max_chars, error=f"{limit[0]}。 / {limit[1]}.")]
    return schema


def install_contracts(side: "Side") -> None:
    """Attach the action to the side's blueprint."""

    @side.bp.post("/redemptions/<no>/contracts")
    @allow(*side.roles)
    @needs_assurance("substantial")
    @takes_upload
    def add_contract(no: str) -> ResponseReturnValue:
        """Add a contract."""
        decision = redemption.answer_now(redemption.get_redemption(no))
        form = contract_form(decision, side.url(no)) or Form(AddContract(), action="redemption.add_contract")
        return side.act(no, form, _add_contract)


def _add_contract(found: Redemption, form: Form) -> Any:
    upload = form.data["file"]
    return redemption.add_contract(
        redemption=found,
        title=form.data["title"],
        amount_fen=form.data["amount"],
        stream=upload.stream,
        name=upload.filename,
        by=current_actor(),
    )
