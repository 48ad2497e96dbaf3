"""Speaks to a platform of Tianjin's dialect over HTTP."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from adapters.carried import CarriedFiles
from adapters.contract import (
    Assertion,
    BadAnswer,
    Callback,
    CatalogPage,
    Clock,
    EnterpriseFacts,
    Event,
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
    Reply,
    Result,
    Secrets,
    Statement,
    UpstreamSession,
)
from adapters.protocols.signed_calls import SignedCalls
from adapters.replies import STATUS
from adapters.tianjin import login, translate
from adapters.tianjin.policy import normalize
from adapters.tianjin.settings import Settings
from adapters.transport import Answer, Http
from adapters.unsupported import Unsupported
from schemas.terms import Uscc

API = "/services"
XML = "application/xml; charset=utf-8"
REPLIES = {"accepted": "已收", "duplicate": "重复", "refused": "拒收", "unavailable": "请重发"}


class Client(CarriedFiles, Unsupported):
    """One platform, opened."""

    dialect = "tianjin"

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        self.settings, self.http = settings, http
        self._cas = login.cas_service(settings, http, clock)
        self._api = SignedCalls(
            http=http,
            base_url=settings.base_url + API,
            keys_url=settings.base_url + settings.jwks_path,
            algorithms=("ES256",),
            key_header="X-Request-No",
            signature_header="X-TJ-Signature",
            headers={"X-Api-Key": secrets(settings.api_key), "Accept": "application/xml"},
            refusal=_reason,
            content_type=XML,
        )

    def begin_login(self, request: LoginRequest) -> Redirect:
        return self._cas.begin(request)

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        return login.assertion(self._cas, callback, remember)

    def begin_logout(self, session: UpstreamSession) -> Redirect | None:
        return self._cas.end_session(session)

    def read_logout(self, inbound: Inbound) -> UpstreamSession | None:
        return self._cas.read_logout(inbound.body, self.settings.cas_url)

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        question = translate.question("FindEnterprise", CreditCode=uscc)
        return translate.read_enterprise(self._api.look_up("/enterprise", question).body)

    def list_catalog(self, since: datetime | None, cursor: str | None) -> CatalogPage:
        asked = {"since": since.date().isoformat() if since else "", "cursor": cursor or ""}
        params = {name: value for name, value in asked.items() if value}
        answer = self._get("/labs.csv", "text/csv", params)
        return translate.read_labs(answer.body, answer.headers.get("x-next-cursor"))

    def fetch_policy(self) -> NativeDocument:
        answer = self._get("/policy.toml", "application/toml", {})
        return NativeDocument(answer.body, "application/toml", hashlib.sha256(answer.body).hexdigest())

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        return normalize(document.content)

    def send_order(self, notice: OrderNotice) -> Outcome:
        return self._tell("/order", notice.key, translate.written("OrderNotice", notice))

    def send_redemption(self, notice: RedemptionNotice) -> Outcome:
        return self._tell("/redemption", notice.key, translate.written("RedemptionNotice", notice))

    def send_statement(self, statement: Statement) -> Outcome:
        return self._tell("/statement", statement.key, translate.written("Statement", statement))

    def send_payment(self, instruction: PaymentInstruction) -> Outcome:
        return self._tell("/payment", instruction.key, translate.written("Payment", instruction))

    def query(self, query: Query) -> Outcome | NotSeen:
        # The query has a key of its own: under the request's key the platform would repeat its first answer.
        question = translate.question("Query", RequestNo=query.key)
        return translate.read_query(self._api.act("/query", f"ask-{query.key}", question).body, query.key)

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        self._api.verify(inbound.body, inbound.headers)
        if inbound.topic != "events":
            raise BadAnswer("The platform has no messages on this topic.")
        return translate.read_message(inbound.body)

    def answer(self, result: Result) -> Reply:
        body = translate.receipt(REPLIES.get(result.status, "请重发"), result.message)
        return Reply(STATUS.get(result.status, 503), {"Content-Type": XML}, body)

    def _get(self, path: str, kind: str, params: Mapping[str, str]) -> Answer:
        headers = {**self._api.headers, "Accept": kind}
        return self.http.get(f"{self._api.base_url}{path}", headers=headers, params=params)

    def _tell(self, path: str, key: str, content: bytes) -> Outcome:
        return translate.read_outcome(self._api.act(path, key, content).body, key)


def open_adapter(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> Client:
    """The adapter for one region."""
    return Client(settings, http, secrets, clock)


def _reason(answer: Answer) -> str:
    return str(translate.read_body(answer.body, "Reply").get("Reason") or "")
