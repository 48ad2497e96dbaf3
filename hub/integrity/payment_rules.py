"""Checks that come again before the public notice and before the payment, when the papers were judged long ago."""

from collections.abc import Callable
from datetime import timedelta

from hub.integrity.examined import BeforePayment, Hit
from hub.integrity.models import Severity
from hub.integrity.party_rules import lapsed
from schemas.terms import yuan_grouped


def bank_account_changed(looked_at: BeforePayment) -> list[Hit]:
    """F-21: the payee's account replaced another a short while ago."""
    changed, days = looked_at.bank_changed_on, looked_at.thresholds.of("bank_change_days")
    if changed is None or not timedelta() <= looked_at.on - changed <= timedelta(days=days):
        return []
    return [
        Hit(
            "F-21",
            Severity.HOLD,
            f"收款方“{looked_at.payee}”的银行账户于{changed}变更，距今不足{days}天，请核实后解除。",
            f"The bank account of the payee “{looked_at.payee}” changed on {changed}, within {days} days: make sure.",
            {"changed": str(changed), "days": str(days)},
        )
    ]


def objection_open(looked_at: BeforePayment) -> list[Hit]:
    """F-22: nothing is paid while an objection is open."""
    if not looked_at.open_objections:
        return []
    count = looked_at.open_objections
    return [
        Hit(
            "F-22",
            Severity.BLOCK,
            f"有{count}条公示异议尚未办结，不能拨付。",
            f"{count} objections are open: it cannot be paid.",
            {"open": str(count)},
        )
    ]


def eligibility_ended(looked_at: BeforePayment) -> list[Hit]:
    """F-16 again."""
    return lapsed(list(looked_at.lapses))


def quota_conserved(looked_at: BeforePayment) -> list[Hit]:
    """F-23: granted = available + reserved + used + expired on the voucher."""
    granted, *parts = looked_at.quota
    if granted == sum(parts):
        return []
    difference = yuan_grouped(granted - sum(parts))
    return [
        Hit(
            "F-23",
            Severity.BLOCK,
            f"创新券额度不平衡，相差{difference}元，请联系枢纽运行人员。",
            f"The voucher does not balance by {difference} yuan: tell the hub's operators.",
            {"difference_yuan": difference},
        )
    ]


NOTICE_CHECKS: tuple[Callable[[BeforePayment], list[Hit]], ...] = (
    bank_account_changed,
    eligibility_ended,
    quota_conserved,
)
PAYMENT_CHECKS: tuple[Callable[[BeforePayment], list[Hit]], ...] = (*NOTICE_CHECKS, objection_open)
