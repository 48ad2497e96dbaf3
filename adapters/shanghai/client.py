"""Speaks to a platform of Shanghai's dialect over HTTP."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from adapters.carried import CarriedFiles
from adapters.contract import (
    Assertion,
    BadAnswer,
    Callback,
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
    Outcome,
    PolicyDraft,
    Query,
    Redirect,
    Release,
    Reply,
    Reserve,
    Result,
    Secrets,
    UpstreamSession,
    VoucherRecord,
)
from adapters.protocols.signed_json import SignedJson
from adapters.replies import json_reply
from adapters.shanghai import login, policy, translate
from adapters.shanghai.settings import Settings
from adapters.telling import Tells
from adapters.transport import Answer, Http
from adapters.unsupported import Unsupported
from schemas.terms import Uscc

API = "/api/v2"


class Client(Tells, CarriedFiles, Unsupported):
    """One platform, opened."""

    PATHS = {
        "order": "/order/notify",
        "redemption": "/redemption/notify",
        "statement": "/settlement/statement",
        "payment": "/settlement/payment",
    }

    dialect = "shanghai"

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        self.settings = settings
        self._party = login.relying_party(settings, http, secrets, clock)
        self._api = SignedJson(
            http=http,
            base_url=settings.base_url + API,
            keys_url=settings.base_url + settings.jwks_path,
            algorithms=settings.algorithms,
            key_header="X-Request-Id",
            signature_header="X-SH-Signature",
            headers={"Authorization": f"Bearer {secrets(settings.api_key)}"},
            refusal=_reason,
        )

    def begin_login(self, request: LoginRequest) -> Redirect:
        return self._party.begin(request)

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        return login.assertion(self._party, callback, remember)

    def renew_documents(self) -> None:
        self._party.renew()

    def begin_logout(self, session: UpstreamSession) -> Redirect | None:
        return self._party.end_session(session)

    def read_logout(self, inbound: Inbound) -> UpstreamSession | None:
        tokens = parse_qs(inbound.body.decode("ascii", "replace")).get("logout_token", [])
        if len(tokens) != 1:
            raise BadAnswer("The logout message holds no token.")
        return self._party.read_logout_token(tokens[0])

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        return translate.read_enterprise(self._api.read("/enterprise/find", {"enterpriseCode": uscc}))

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        return policy.normalize(document.content)

    def application_page(self, handover: Handover) -> Redirect:
        back = urlencode({"requestId": handover.key, "returnUrl": handover.return_url})
        return Redirect(f"{self.settings.base_url}/apply?{back}")

    def list_vouchers(self, uscc: Uscc, year: int) -> tuple[VoucherRecord, ...]:
        return translate.read_vouchers(self._api.read("/voucher/list", {"enterpriseCode": uscc, "year": year}))

    def reserve(self, request: Reserve) -> Outcome:
        return self._tell("/voucher/reserve", request)

    def release(self, request: Release) -> Outcome:
        return self._tell("/voucher/release", request)

    def consume(self, request: Consume) -> Outcome:
        return self._tell("/voucher/consume", request)

    def query(self, query: Query) -> Outcome | NotSeen:
        # The query has a key of its own: under the request's key the platform would repeat its first answer.
        body = {"requestId": query.key}
        return translate.read_query(self._api.effect("/request/query", f"ask-{query.key}", body), query.key)

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        self._api.verify(inbound.body, inbound.headers)
        return translate.read_event(Answer(200, {}, inbound.body).object())

    def answer(self, result: Result) -> Reply:
        return json_reply(result, {"code": result.status.upper(), "message": result.message})

    def _tell(self, path: str, request: Any) -> Outcome:
        answer = self._api.effect(path, request.key, translate.SPOKEN.write(request))
        return translate.read_outcome(answer, request.key)


def open_adapter(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> Client:
    """The adapter for one region."""
    return Client(settings, http, secrets, clock)


def _reason(answer: Answer) -> str:
    return str(answer.object().get("reasonCode") or "")
