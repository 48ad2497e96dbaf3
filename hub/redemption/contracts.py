"""Contracts of a redemption with their effective amounts, where the policy asks for each of them (TJ-23, TJ-27)."""

from typing import IO

from sqlalchemy import func, select

from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.errors import Invalid
from hub.policy import Decision, MaterialSlot
from hub.redemption.models import Material, Redemption
from hub.redemption.papers import attach_material
from hub.redemption.questions import answer_now
from hub.redemption.whole import whole


class ContractNeedsAmount(Invalid):
    """The policy adds up contracts, so each comes with its effective amount."""

    code = "redemption.contract_needs_amount"
    zh = "请为每份合同填写合同名称和申请兑现的有效金额。"
    en = "Give every contract its name and the effective amount that is redeemed."


def contract_slot(decision: Decision) -> MaterialSlot | None:
    """The slot whose files are contracts with amounts, or None where one amount is typed for all."""
    return next((slot for slot in decision.materials if slot.per == "contract"), None)


@whole
def add_contract(
    *, redemption: Redemption, title: str, amount_fen: int, stream: IO[bytes], name: str, by: Actor
) -> Material:
    """Enter a contract with its file; the contract amount of the redemption is the sum of all."""
    slot = contract_slot(answer_now(redemption))
    if slot is None or not title.strip():
        raise ContractNeedsAmount(field="title")
    contract = attach_material(redemption=redemption, slot=slot.code, stream=stream, name=name, by=by)
    contract.title, contract.amount_fen = title.strip(), amount_fen
    add_up_contracts(redemption)
    return contract


def add_up_contracts(redemption: Redemption) -> None:
    """Bring the contract amount up to the contracts entered; nothing where none is left."""
    db.session.flush()
    total = select(func.sum(Material.amount_fen)).where(Material.redemption_id == redemption.id)
    redemption.contract_fen = db.session.execute(total).scalar_one_or_none()
    db.session.flush()
