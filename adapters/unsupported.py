"""An adapter that can do nothing: dialects start from it, so that what they lack raises NotSupported."""

# ruff: noqa: ARG002 - each verb refuses whatever it is given

from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn

from adapters.contract import (
    Assertion,
    BankLine,
    Callback,
    CatalogPage,
    Consume,
    EnterpriseFacts,
    Event,
    File,
    Handover,
    Inbound,
    LoginRequest,
    LossReport,
    NativeDocument,
    NotSeen,
    NotSupported,
    OrderNotice,
    Outcome,
    PaymentInstruction,
    PolicyDraft,
    Query,
    RedemptionNotice,
    Redirect,
    Release,
    Reply,
    Reserve,
    Result,
    Statement,
    UpstreamSession,
    VoucherRecord,
)
from schemas.terms import Uscc


class Unsupported:
    """Every verb of the contract, refused."""

    dialect = ""

    def _no(self, verb: str) -> NoReturn:
        raise NotSupported(f"The dialect {self.dialect} has no {verb}.")

    def begin_login(self, request: LoginRequest) -> Redirect:
        self._no("begin_login")

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        self._no("finish_login")

    def begin_logout(self, session: UpstreamSession) -> Redirect | None:
        self._no("begin_logout")

    def read_logout(self, inbound: Inbound) -> UpstreamSession | None:
        self._no("read_logout")

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        self._no("find_enterprise")

    def list_catalog(self, since: datetime | None, cursor: str | None) -> CatalogPage:
        self._no("list_catalog")

    def fetch_policy(self) -> NativeDocument:
        self._no("fetch_policy")

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        self._no("normalize")

    def application_page(self, handover: Handover) -> Redirect:
        self._no("application_page")

    def list_vouchers(self, uscc: Uscc, year: int) -> tuple[VoucherRecord, ...]:
        self._no("list_vouchers")

    def reserve(self, request: Reserve) -> Outcome:
        self._no("reserve")

    def release(self, request: Release) -> Outcome:
        self._no("release")

    def consume(self, request: Consume) -> Outcome:
        self._no("consume")

    def send_order(self, notice: OrderNotice) -> Outcome:
        self._no("send_order")

    def send_redemption(self, notice: RedemptionNotice) -> Outcome:
        self._no("send_redemption")

    def send_statement(self, statement: Statement) -> Outcome:
        self._no("send_statement")

    def send_payment(self, instruction: PaymentInstruction) -> Outcome:
        self._no("send_payment")

    def query(self, query: Query) -> Outcome | NotSeen:
        self._no("query")

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        self._no("read_inbound")

    def answer(self, result: Result) -> Reply:
        self._no("answer")

    def write_file(self, document: Statement | PaymentInstruction) -> File:
        self._no("write_file")

    def read_bank_file(self, file: File) -> tuple[BankLine, ...]:
        self._no("read_bank_file")
