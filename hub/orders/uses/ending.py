"""The ways out of a use that its policy leaves open: void, terminate, and what becomes of the amount (ZJ2-23…28)."""

from dataclasses import dataclass

from hub import ledger
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.scope import everything
from hub.kernel.states import move
from hub.orders import regions
from hub.orders.holds import live_hold
from hub.orders.models import Order
from hub.orders.uses import errors
from hub.orders.uses.queries import use_of_order
from hub.orders.uses.rules import Earlier, use_state
from hub.orders.uses.tables import VoucherUse
from hub.orders.uses.telling import record, tell_holder, tell_institution
from hub.policy import policy_in_force, ways_out
from hub.vouchers import ReasonMissing, instrument_by_id
from schemas.terms import HOLDER_ROLES, OrderState, Role, UseState, yuan_grouped

ENDING_ROLES = (Role.ASSESSOR,)
OPEN = (OrderState.PLACED, OrderState.IN_SERVICE)


@dataclass(frozen=True)
class WayOut:
    """Who may do what with the use now, and what becomes of its amount (codes of the policy)."""

    actor: str
    action: str
    effect: str


@dataclass(frozen=True)
class Consequence:
    """What a way out would do, computed before the click: what returns to the quota, and what lapses, in fen."""

    way: WayOut
    returned_fen: int
    lapsed_fen: int
    year: int

    def text(self, language: str = "zh") -> str:
        """One sentence for the person who is about to click."""
        back, gone = yuan_grouped(self.returned_fen), yuan_grouped(self.lapsed_fen)
        if self.way.effect == "amount_back":
            if language == "zh":
                return f"{back} 元退回企业 {self.year} 年度的持有额度，可重新登记使用；还可申领的额度不变。"
            return f"{back} yuan return to the enterprise's quota of {self.year}; what may be claimed does not change."
        if language == "zh":
            return f"{gone} 元作废，不退回今年的额度；同一合同此后不能使用今年的额度，除非科技部门另行准许。"
        return f"{gone} yuan lapse and return to no quota; the contract cannot draw on this year's unless allowed."


def ways_of(order: Order) -> tuple[WayOut, ...]:
    """The ways that the policy of the day of the use opens now; none while it is being redeemed."""
    if order.state not in OPEN or order.instrument_id is None:
        return ()
    assert order.programme is not None
    assert order.area is not None
    policy = policy_in_force(order.programme, order.area, order.placed_on)
    facts = {
        "voucher.confirmed": use_state(order.state) is UseState.CONFIRMED,
        "voucher.year": instrument_by_id(order.instrument_id).year,
        "void.on": business_today(),
    }
    return tuple(WayOut(row.actor, row.action, row.effect) for row in ways_out(policy.draft, facts))


def consequence_of(order: Order, action: str) -> Consequence | None:
    """What voiding or terminating would do now; None where the policy does not open it."""
    way = next((one for one in ways_of(order) if one.action == action), None)
    if way is None:
        return None
    assert order.instrument_id is not None
    year, hold = instrument_by_id(order.instrument_id).year, live_hold(order)
    held_fen = hold.amount_fen if hold else 0
    back = year >= business_today().year
    return Consequence(way, held_fen if back else 0, 0 if back else held_fen, year)


def void_use(*, order: Order, reason: str, by: Actor) -> Order:
    """The enterprise voids a use that is not confirmed (作废, ZJ2-23); what it held returns.

    Raises:
        NoWayOut: it is confirmed, or its policy knows no voiding.
    """
    by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    _require(order, "void")
    move(order, OrderState.CANCELLED, by=by, reason=reason.strip() or None)
    _give_back(order, by=by, reason=reason.strip() or "voided by the enterprise")
    record("voucher.voided", order, by=by, reason=reason.strip() or None)
    tell_institution("voucher.voided", order, reason=reason.strip())
    return order


def terminate_use(*, order: Order, reason: str, by: Actor) -> Order:
    """The office terminates a confirmed use (终止, ZJ2-24); in its own year the amount returns, later it lapses (G-21).

    Raises:
        NoWayOut: it is not confirmed, or is being redeemed.
        ReasonMissing: the enterprise reads why.
    """
    by.require(*ENDING_ROLES, area=order.area)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    _require(order, "terminate")
    move(order, OrderState.TERMINATED, by=by, reason=reason.strip())
    _give_back(order, by=by, reason=reason.strip())
    record("voucher.terminated", order, by=by, reason=reason.strip())
    tell_holder("voucher.terminated", order, reason=reason.strip())
    tell_institution("voucher.terminated", order, reason=reason.strip())
    return order


def keeps_contract_out(order: Order, use: VoucherUse) -> bool:
    """Whether the end of this use keeps its contract from this year's quota (G-21)."""
    assert order.instrument_id is not None
    ended = Earlier(
        no=order.no,
        state=use_state(order.state),
        year=instrument_by_id(order.instrument_id).year,
        ended_in=use.ended_on.year if use.ended_on else None,
        rejected=order.state is OrderState.LAPSED,
        allowed=use.contract_allowed_at is not None,
    )
    return ended.keeps_out


def allow_contract(*, order: Order, reason: str, by: Actor) -> Order:
    """The office lets the contract of a use ended after its year draw on this year's quota; logged (G-21)."""
    by.require(*ENDING_ROLES, area=order.area)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    use = use_of_order(order.id)
    if use is None or not keeps_contract_out(order, use):
        raise errors.NothingToAllow()
    use.contract_allowed_at, use.contract_allowed_by = business_now(), by.account_id
    use.contract_allowed_why = reason.strip()
    record("use.contract_allowed", order, by=by, reason=reason.strip(), contract=use.contract_key)
    tell_holder("use.contract_allowed", order, reason=reason.strip())
    return order


def _require(order: Order, action: str) -> None:
    if consequence_of(order, action) is not None:
        return
    words = {"void": ("作废", "voided"), "terminate": ("终止", "terminated")}[action]
    hint = _HINTS.get(use_state(order.state), _OVER)
    if order.state not in OPEN and use_state(order.state) is UseState.CONFIRMED:
        hint = _REDEEMING
    raise errors.NoWayOut(no=order.no, action=words[0], action_en=words[1], hint=hint[0], hint_en=hint[1])


_OVER = ("它已经结束。", "it has ended.")
_REDEEMING = ("兑付审批中，须先由主管部门退回兑付申请。", "its redemption is under review and must be returned first.")
_HINTS = {
    UseState.UNCONFIRMED: (
        "它还未确定，信息有误时由企业作废。",
        "it is not confirmed yet: the enterprise voids it where something is wrong.",
    ),
    UseState.CONFIRMED: (
        "它已经载体确认，信息有误时须由科技部门终止。",
        "it is confirmed: only the office can terminate it.",
    ),
    UseState.DRAFT: ("它还是草稿，可直接放弃。", "it is a draft: discard it."),
}


def _give_back(order: Order, *, by: Actor, reason: str) -> None:
    use = use_of_order(order.id)
    if use is not None:
        use.ended_on = business_today()
    hold = live_hold(order)
    if hold is not None:
        with everything():
            ref = f"{order.no}/{hold.id}"
            ledger.release(subject="order", subject_id=order.id, by=by, ref=ref, reason=reason, claimed=True)
    if regions.is_mastered_there(order):
        regions.ask_to_release(order)
