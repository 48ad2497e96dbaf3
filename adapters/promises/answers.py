"""Promises about answers: silence may be tried again, a stranger's answer is none, an unknown word is no progress."""

import logging
from contextlib import suppress
from dataclasses import replace

from adapters.conformance import ACCOUNT, CALLS, Subject, instruction, order_notice, statement
from adapters.contract import (
    AdapterError,
    BadAnswer,
    Capability,
    Inbound,
    NotSupported,
    OutcomeStatus,
    RegionRefused,
    RegionUnavailable,
    Result,
)
from adapters.promises.promise import Keep, promises
from adapters.promises.seeing import refused

STATUSES = {"accepted": 202, "duplicate": 200, "refused": 400, "unavailable": 503}


def _declared(region: Subject) -> None:
    assert set(region.spec.support) == set(Capability)


def _says_so(verb: str) -> Keep:
    capability, arguments = CALLS[verb]

    def keep(region: Subject) -> None:
        if region.can(capability):
            # Refusing is the platform's own affair: it has no such voucher, or the message is not signed.
            with suppress(RegionRefused, BadAnswer):
                getattr(region.adapter, verb)(*arguments)
        else:
            with refused(NotSupported):
                getattr(region.adapter, verb)(*arguments)

    return keep


def _silence(fault: str) -> Keep:
    def keep(region: Subject) -> None:
        region.fault(fault)
        with refused(RegionUnavailable) as silence:
            region.adapter.send_order(order_notice())
        assert silence.value.retryable

    return keep


def _not_its_own(fault: str) -> Keep:
    def keep(region: Subject) -> None:
        region.fault(fault)
        with refused(BadAnswer):
            region.adapter.send_payment(instruction())

    return keep


def _unknown_word(region: Subject) -> None:
    region.fault("unknown-word", times=1)
    assert region.adapter.send_order(order_notice()).status is OutcomeStatus.UNKNOWN


def _control_totals(region: Subject) -> None:
    outcome = region.adapter.send_payment(replace(instruction(), total_fen=1))
    assert outcome.status is OutcomeStatus.REFUSED and outcome.reason_code == "control_totals"


def _reversal(region: Subject) -> None:
    assert region.adapter.send_statement(statement()).status is OutcomeStatus.DONE
    assert region.platform.treasury.statements["B-1"]["total_fen"] == 275_000


def _unsigned(region: Subject) -> None:
    with refused(BadAnswer):
        region.adapter.read_inbound(Inbound("events", {}, b'{"id": "1"}'))
    assert {status: region.adapter.answer(Result(status)).status for status in STATUSES} == STATUSES


class _Overheard(logging.Handler):
    """Everything that is logged, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was said."""
        self.text += self.format(record)


def _nothing_told(region: Subject) -> None:
    words = [ACCOUNT, *region.platform.seed["enterprises"][0]["phone"].split("|")]
    words += [value for name, value in vars(region.adapter).items() if "secret" in name]
    overheard, root = _Overheard(), logging.getLogger()
    level = root.level
    root.addHandler(overheard)
    root.setLevel(logging.DEBUG)
    try:
        region.adapter.send_payment(instruction("key-1"))
        for fault in ("500", "drop-after", "wrong-signature"):
            region.fault(fault, times=1)
            with refused(AdapterError) as told:
                region.adapter.send_payment(instruction(f"key-{fault}"))
            assert not any(word in str(told.value) + repr(told.value) for word in words)
    finally:
        root.removeHandler(overheard)
        root.setLevel(level)
    assert not any(word in overheard.text for word in [*words, "Bearer", "sample"])
    assert ACCOUNT not in repr(instruction())


PROMISES = promises(
    ("every capability is declared", None, _declared),
    *((f"{verb} says so when it is not supported, and nothing else does", None, _says_so(verb)) for verb in CALLS),
    *((f"no answer ({fault}) may be tried again", Capability.ORDERS, _silence(fault))
      for fault in ("500", "drop-before", "down")),
    *((f"an answer that is not the platform's own ({fault}) counts as none", Capability.BANK, _not_its_own(fault))
      for fault in ("wrong-signature", "stale-key", "no-signature", "html")),
    ("a word that we do not know is not progress", Capability.ORDERS, _unknown_word),
    ("wrong control totals are refused with the platform's reason", Capability.BANK, _control_totals),
    ("a reversal in a statement is counted as negative", Capability.STATEMENTS, _reversal),
    ("an unsigned message is refused and answered so", Capability.INBOUND, _unsigned),
    ("no token, phone or account number is logged or told", Capability.BANK, _nothing_told),
)  # fmt: skip
