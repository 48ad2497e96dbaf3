"""The contract between the hub and a region's dialect: what may be asked, what may be answered (contracts.md §4).

An adapter is synchronous, has no state and no database. The core owns keys, retries, breaker and storage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from adapters.errors import AdapterError, BadAnswer, NotSupported, RegionRefused, RegionUnavailable
from adapters.events import (
    Event,
    FactsChanged,
    LineDisputed,
    OrderReceived,
    OrderStateReported,
    PaymentReported,
    RedemptionReceived,
    StatementAcknowledged,
    VoucherChanged,
)
from adapters.login import Assertion, Callback, LoginRequest, Person, Redirect, UpstreamSession
from adapters.reading import LossReport
from adapters.requests import (
    NOT_SEEN,
    CatalogPage,
    Consume,
    EnterpriseFacts,
    Fact,
    Handover,
    NotSeen,
    OrderNotice,
    Outcome,
    OutcomeStatus,
    PaymentInstruction,
    PaymentLine,
    Query,
    RedemptionNotice,
    Release,
    Reserve,
    Statement,
    StatementEntry,
    VoucherRecord,
)
from schemas.policy import PolicyDraft
from schemas.terms import Uscc


class Capability(StrEnum):
    """What a platform may be able to do."""

    LOGIN = "login"
    LOGOUT = "logout"
    DIRECTORY = "directory"
    CATALOG = "catalog"
    POLICY = "policy"
    QUOTA = "quota"
    ORDERS = "orders"
    REDEMPTIONS = "redemptions"
    STATEMENTS = "statements"
    BANK = "bank"
    INBOUND = "inbound"


class Support(StrEnum):
    """How far a dialect goes for one capability."""

    FULL = "full"
    PARTIAL = "partial"
    NOT_YET = "not_yet"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class NativeDocument:
    """A policy document in the region's own words, byte for byte. ``type`` is a media type."""

    content: bytes
    type: str
    sha256: str


@dataclass(frozen=True)
class Inbound:
    """A call from the platform as it came in: raw bytes, header names in lower case."""

    topic: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Result:
    """What the hub has to say about an inbound call. ``status``: accepted, duplicate, refused or unavailable."""

    status: str
    message: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to an inbound call, in the platform's own form."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class File:
    """A file that people carry."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class BankLine:
    """One line of a bank statement; ``return_code`` is set when the bank sent the money back."""

    on: date
    ext_ref: str
    payee: str
    account_last4: str
    amount_fen: int
    return_code: str | None = None


class Adapter(Protocol):
    """One opened dialect, for one region. A verb that the dialect lacks raises NotSupported."""

    def begin_login(self, request: LoginRequest) -> Redirect: ...
    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion: ...
    def begin_logout(self, session: UpstreamSession) -> Redirect | None: ...
    def read_logout(self, inbound: Inbound) -> UpstreamSession | None: ...
    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts: ...
    def list_catalog(self, since: datetime | None, cursor: str | None) -> CatalogPage: ...
    def fetch_policy(self) -> NativeDocument: ...
    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]: ...
    def application_page(self, handover: Handover) -> Redirect: ...
    def list_vouchers(self, uscc: Uscc, year: int) -> tuple[VoucherRecord, ...]: ...
    def reserve(self, request: Reserve) -> Outcome: ...
    def release(self, request: Release) -> Outcome: ...
    def consume(self, request: Consume) -> Outcome: ...
    def send_order(self, notice: OrderNotice) -> Outcome: ...
    def send_redemption(self, notice: RedemptionNotice) -> Outcome: ...
    def send_statement(self, statement: Statement) -> Outcome: ...
    def send_payment(self, instruction: PaymentInstruction) -> Outcome: ...
    def query(self, query: Query) -> Outcome | NotSeen: ...
    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]: ...
    def answer(self, result: Result) -> Reply: ...
    def write_file(self, document: Statement | PaymentInstruction) -> File: ...
    def read_bank_file(self, file: File) -> tuple[BankLine, ...]: ...


@runtime_checkable
class KeepsDocuments(Protocol):
    """An adapter that relies on published documents of its platform (metadata, keys) and can fetch them beforehand."""

    def renew_documents(self) -> None: ...


Secrets = Callable[[str], str]
Clock = Callable[[], datetime]
Open = Callable[[Any, Any, Secrets, Clock], Adapter]


@dataclass(frozen=True)
class AdapterSpec:
    """What a dialect's package offers as ``SPEC``; ``open(settings, http, secrets, clock)`` gives the adapter.

    ``narrow(settings)`` names what is left of ``support`` under a region's settings, where that is less.
    """

    dialect: str
    version: str
    Settings: type
    open: Open
    support: Mapping[Capability, Support] = field(default_factory=dict)
    narrow: Callable[[Any], Mapping[Capability, Support]] | None = None

    def offers(self, capability: Capability) -> bool:
        """Whether the dialect says that it can do this, wholly or in part."""
        return self.support[capability] in (Support.FULL, Support.PARTIAL)

    def support_under(self, settings: Any) -> Mapping[Capability, Support]:
        """How far a platform with these settings goes, for every capability."""
        return self.support if self.narrow is None else {**self.support, **self.narrow(settings)}


__all__ = [
    "NOT_SEEN",
    "Adapter",
    "AdapterError",
    "AdapterSpec",
    "Assertion",
    "BadAnswer",
    "BankLine",
    "Callback",
    "Capability",
    "CatalogPage",
    "Clock",
    "Consume",
    "EnterpriseFacts",
    "Event",
    "Fact",
    "FactsChanged",
    "File",
    "Handover",
    "Inbound",
    "KeepsDocuments",
    "LineDisputed",
    "LoginRequest",
    "LossReport",
    "NativeDocument",
    "NotSeen",
    "NotSupported",
    "OrderNotice",
    "OrderReceived",
    "OrderStateReported",
    "Outcome",
    "OutcomeStatus",
    "PaymentInstruction",
    "PaymentLine",
    "PaymentReported",
    "Person",
    "PolicyDraft",
    "Query",
    "RedemptionNotice",
    "RedemptionReceived",
    "Redirect",
    "RegionRefused",
    "RegionUnavailable",
    "Release",
    "Reply",
    "Reserve",
    "Result",
    "Secrets",
    "Statement",
    "StatementAcknowledged",
    "StatementEntry",
    "Support",
    "UpstreamSession",
    "VoucherChanged",
    "VoucherRecord",
]  # fmt: skip
