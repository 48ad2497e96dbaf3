"""The ledger: two books of immutable transfers, one of entitlement and one of claims and cash."""

from hub.ledger import invariants as _invariants  # noqa: F401
from hub.ledger.as_at import Books, balances_on, books_on, end_of
from hub.ledger.awards import award, find_award, make_eligible
from hub.ledger.errors import (
    AlreadyAwarded,
    AlreadyReserved,
    AwardBatched,
    AwardEmpty,
    AwardTooLarge,
    CapReached,
    FourEyes,
    HoldingReached,
    NoAward,
    NothingReserved,
    PostedDifferently,
    QuotaExpired,
    QuotaTooSmall,
    ReversalTooLarge,
)
from hub.ledger.models import (
    Account,
    AccountKind,
    Allowance,
    Hold,
    JournalEntry,
    Payable,
    PayableKind,
    PayeeKind,
    Phase,
    SettleLine,
    Transfer,
)
from hub.ledger.payers import lock_payer
from hub.ledger.queries import Balances, LedgerLine, available_on, balances, balances_of, granted_in_year, lines
from hub.ledger.returning import return_unused
from hub.ledger.reversals import cancel_award, reverse_award
from hub.ledger.rules import period_of, split_award
from hub.ledger.service import (
    Share,
    claim,
    find_hold,
    grant_quota,
    release,
    replace_reservation,
    reserve,
    unclaim,
)
from hub.ledger.settling import (
    PayeeSettlement,
    clearing_fen,
    confirm_payment,
    settle_batch,
    undo_payment,
    unsettle_batch,
)
from hub.ledger.verify import Check, Violation, list_checks, register, verify
from hub.ledger.year_end import expire_quota, expire_year, list_unclosed_quotas

__all__ = [
    "Account", "AccountKind", "Allowance", "AlreadyAwarded", "AlreadyReserved", "AwardBatched", "AwardEmpty",
    "AwardTooLarge", "Balances", "Books", "CapReached", "Check", "FourEyes", "Hold", "HoldingReached", "JournalEntry",
    "LedgerLine", "NoAward", "NothingReserved", "Payable", "PayableKind", "PayeeKind", "PayeeSettlement", "Phase",
    "PostedDifferently", "QuotaExpired", "QuotaTooSmall", "ReversalTooLarge", "SettleLine", "Share", "Transfer",
    "Violation", "available_on", "award", "balances", "balances_of", "balances_on", "books_on", "cancel_award", "claim",
    "clearing_fen",
    "confirm_payment", "end_of", "expire_quota", "expire_year", "find_award", "find_hold", "grant_quota",
    "granted_in_year",
    "lines", "list_checks", "list_unclosed_quotas", "lock_payer", "make_eligible", "period_of", "register",
    "release", "replace_reservation", "reserve", "return_unused", "reverse_award", "settle_batch", "split_award",
    "unclaim", "undo_payment", "unsettle_batch", "verify",
]  # fmt: skip
