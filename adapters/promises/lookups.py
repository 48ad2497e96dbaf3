"""Promises about what is looked up: vouchers mastered there, facts with their dates."""

from adapters.conformance import Subject
from adapters.contract import Capability, OutcomeStatus, Release, Reserve
from adapters.promises.promise import promises
from schemas.terms import Uscc

NOBODY = Uscc("91110108MA9QY11798")


def _vouchers(region: Subject) -> None:
    holder = next(iter(region.platform.book._grants))
    (voucher,) = region.adapter.list_vouchers(Uscc(holder), 2024)
    assert type(voucher.amount_fen) is int and voucher.state == "ACTIVE" and voucher.valid_until.year == 2024
    held = region.adapter.reserve(Reserve("r-1", voucher.voucher_no, 150_000, "CSJ-1"))
    assert region.adapter.reserve(Reserve("r-1", voucher.voucher_no, 150_000, "CSJ-1")) == held
    (after,) = region.adapter.list_vouchers(Uscc(holder), 2024)
    assert after.available_fen == voucher.available_fen - 150_000
    over = region.adapter.reserve(Reserve("r-2", voucher.voucher_no, after.available_fen + 1, "CSJ-2"))
    assert over.status is OutcomeStatus.REFUSED and over.reason_code == "insufficient"
    assert held.ref is not None
    region.adapter.release(Release("r-3", held.ref))
    assert region.adapter.list_vouchers(Uscc(holder), 2024) == (voucher,)
    region.fault("unknown-word", times=1)
    assert region.adapter.list_vouchers(Uscc(holder), 2024)[0].state == "UNKNOWN"


def _facts(region: Subject) -> None:
    known = region.adapter.find_enterprise(Uscc(next(iter(region.platform.people.values())).uscc))
    assert known.facts and all(fact.authority and fact.as_of.year > 2000 for fact in known.facts)
    assert region.adapter.find_enterprise(NOBODY).facts == ()


PROMISES = promises(
    ("vouchers mastered there are reserved, released and never overdrawn", Capability.QUOTA, _vouchers),
    ("facts are dated, and an unknown enterprise has none", Capability.DIRECTORY, _facts),
)
