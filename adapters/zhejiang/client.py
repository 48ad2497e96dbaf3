"""Speaks to a platform of Zhejiang's dialect over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from adapters.carried import CarriedFiles
from adapters.contract import (
    Assertion,
    Callback,
    CatalogPage,
    Clock,
    Consume,
    EnterpriseFacts,
    Event,
    Handover,
    Inbound,
    LoginRequest,
    LossReport,
    NativeDocument,
    NotSeen,
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
    Secrets,
    Statement,
    UpstreamSession,
    VoucherRecord,
)
from adapters.protocols.signed_form import SignedForm, SignedFormCalls, stamp
from adapters.protocols.ticket import TicketLogin
from adapters.replies import json_reply
from adapters.transport import Http
from adapters.unsupported import Unsupported
from adapters.zhejiang import login, policy, translate
from adapters.zhejiang.settings import Settings
from schemas.terms import Uscc

REPLIES = {"accepted": "202", "duplicate": "200", "refused": "400", "unavailable": "503"}


class Client(CarriedFiles, Unsupported):
    """One platform, opened."""

    dialect = "zhejiang"

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        self.settings = settings
        self._form = SignedForm(settings.app_id, secrets(settings.secret), clock)
        issuer = settings.issuer or settings.base_url
        self._login = TicketLogin(issuer, SignedFormCalls(http, f"{issuer}/sso", self._form))
        self._api = SignedFormCalls(http, f"{settings.base_url}/api", self._form)

    def begin_login(self, request: LoginRequest) -> Redirect:
        return self._login.begin(request)

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        return login.assertion(self._login, callback, remember)

    def begin_logout(self, session: UpstreamSession) -> Redirect | None:
        return self._login.end_session(session)

    def read_logout(self, inbound: Inbound) -> UpstreamSession | None:
        return self._login.read_logout(inbound.body)

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        return translate.read_enterprise(self._api.ask("qyxx", {"tyshxydm": uscc}))

    def list_catalog(self, since: datetime | None, cursor: str | None) -> CatalogPage:
        asked = {"gxsj": stamp(since) if since else None, "yh": cursor}
        return translate.read_catalog(self._api.ask("fwml", asked))

    def fetch_policy(self) -> NativeDocument:
        return translate.read_policy(self._api.ask("zcwj", {}))

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        return policy.normalize(document.content)

    def application_page(self, handover: Handover) -> Redirect:
        asked = {"ywbh": handover.key, "tyshxydm": handover.uscc, "returnUrl": handover.return_url}
        return Redirect(f"{self.settings.base_url}/claim?{urlencode(self._form.write('claim', asked))}")

    def list_vouchers(self, uscc: Uscc, year: int) -> tuple[VoucherRecord, ...]:
        return translate.read_vouchers(self._api.ask("qcx", {"tyshxydm": uscc, "nd": year}))

    def reserve(self, request: Reserve) -> Outcome:
        return self._tell("qyl", request)

    def release(self, request: Release) -> Outcome:
        return self._tell("qsf", request)

    def consume(self, request: Consume) -> Outcome:
        return self._tell("qhx", request)

    def send_order(self, notice: OrderNotice) -> Outcome:
        return self._tell("ddts", notice)

    def send_redemption(self, notice: RedemptionNotice) -> Outcome:
        return self._tell("dfts", notice)

    def send_statement(self, statement: Statement) -> Outcome:
        return self._tell("dzd", statement)

    def send_payment(self, instruction: PaymentInstruction) -> Outcome:
        return self._tell("zfzl", instruction)

    def query(self, query: Query) -> Outcome | NotSeen:
        return translate.read_query(self._api.ask("jgcx", {"ywbh": query.key}), query.key)

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        return translate.read_event(self._form.receive(inbound.topic, inbound.body))

    def answer(self, result: Result) -> Reply:
        return json_reply(result, {"code": REPLIES.get(result.status, "503"), "msg": result.message})

    def _tell(self, service: str, request: Any) -> Outcome:
        return translate.read_outcome(self._api.ask(service, translate.SPOKEN.write(request)), request.key)


def open_adapter(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> Client:
    """The adapter for one region."""
    return Client(settings, http, secrets, clock)
