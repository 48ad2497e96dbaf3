"""Speaks to a platform of Jiangsu's dialect over HTTP."""

from collections.abc import Mapping
from typing import Any

from adapters.carried import CarriedFiles
from adapters.contract import (
    Assertion,
    BadAnswer,
    Callback,
    Clock,
    EnterpriseFacts,
    Event,
    Inbound,
    LoginRequest,
    LossReport,
    NativeDocument,
    NotSeen,
    Outcome,
    PolicyDraft,
    Query,
    Redirect,
    Reply,
    Result,
    Secrets,
)
from adapters.jiangsu import login, policy, translate
from adapters.jiangsu.settings import Settings
from adapters.protocols.signed_json import SignedJson
from adapters.replies import json_reply
from adapters.telling import Tells
from adapters.transport import Answer, Http
from adapters.unsupported import Unsupported
from schemas.terms import Uscc

API = "/openapi"
REPLIES = {"accepted": "已接收", "duplicate": "重复消息", "refused": "已拒收", "unavailable": "请稍后重发"}


class Client(Tells, CarriedFiles, Unsupported):
    """One platform, opened."""

    PATHS = {
        "order": "/order",
        "redemption": "/redemption",
        "statement": "/statement",
        "payment": "/payment",
    }

    dialect = "jiangsu"

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self._oauth = login.oauth_client(settings, http, secrets)
        self._api = SignedJson(
            http=http,
            base_url=settings.base_url + API,
            keys_url=settings.base_url + settings.jwks_path,
            algorithms=("ES256",),
            key_header="X-Biz-No",
            signature_header="X-JS-Signature",
            headers={"X-App-Key": secrets(settings.app_key)},
            refusal=_reason,
        )

    def begin_login(self, request: LoginRequest) -> Redirect:
        return self._oauth.begin(request)

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        return login.assertion(self._oauth, self.settings.base_url, callback, remember)

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        return translate.read_enterprise(self._api.read("/enterprise", {"统一社会信用代码": uscc}))

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        return policy.normalize(document.content)

    def query(self, query: Query) -> Outcome | NotSeen:
        answer = self._api.effect("/query", f"ask-{query.key}", {"业务编号": query.key})
        return translate.read_query(answer, query.key)

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        self._api.verify(inbound.body, inbound.headers)
        if inbound.topic == "receipt":
            return translate.read_receipt(Answer(200, {}, inbound.body).object())
        if inbound.topic == "monthly":
            return translate.read_monthly(inbound.body)
        raise BadAnswer("The platform has no messages on this topic.")

    def answer(self, result: Result) -> Reply:
        return json_reply(result, {"接收结果": REPLIES.get(result.status, "请稍后重发"), "说明": result.message})

    def _tell(self, path: str, request: Any) -> Outcome:
        answer = self._api.effect(path, request.key, translate.SPOKEN.write(request))
        return translate.read_outcome(answer, request.key)


def open_adapter(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> Client:
    """The adapter for one region."""
    return Client(settings, http, secrets, clock)


def _reason(answer: Answer) -> str:
    return str(answer.object().get("原因") or "")
