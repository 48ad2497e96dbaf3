"""Speaks the standard dialect: our own JSON over HTTP, or files where there is no platform."""

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
    NotSupported,
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
from adapters.plain import plain
from adapters.protocols.oidc import RelyingParty
from adapters.protocols.signed_json import SignedJson
from adapters.replies import json_reply
from adapters.standard import login, policy, translate
from adapters.standard.settings import Settings
from adapters.telling import Tells
from adapters.transport import Answer, Http
from adapters.unsupported import Unsupported
from schemas.terms import Uscc


class Clerk(CarriedFiles, Unsupported):
    """A region without a platform: people carry the files. They log in at its OpenID provider where it has one."""

    dialect = "standard"

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        self.settings = settings
        self._party = login.relying_party(settings, http, secrets, clock) if settings.issuer else None

    def begin_login(self, request: LoginRequest) -> Redirect:
        return self._login().begin(request)

    def finish_login(self, callback: Callback, remember: Mapping[str, str]) -> Assertion:
        return login.assertion(self._login(), self.settings, callback, remember)

    def renew_documents(self) -> None:
        if self._party is not None:
            self._party.renew()

    def begin_logout(self, session: UpstreamSession) -> Redirect | None:
        return self._login().end_session(session)

    def read_logout(self, inbound: Inbound) -> UpstreamSession | None:
        tokens = parse_qs(inbound.body.decode("ascii", "replace")).get("logout_token", [])
        if len(tokens) != 1:
            raise BadAnswer("The logout message holds no token.")
        return self._login().read_logout_token(tokens[0])

    def normalize(self, document: NativeDocument) -> tuple[PolicyDraft, LossReport]:
        return policy.normalize(document.content)

    def answer(self, result: Result) -> Reply:
        return json_reply(result, {"status": result.status, "message": result.message})

    def _login(self) -> RelyingParty:
        if self._party is None:
            raise NotSupported("The region has no login of its own: people use hub accounts.")
        return self._party


class Client(Tells, Clerk):
    """One platform, opened."""

    PATHS = {
        "order": "/orders",
        "redemption": "/redemptions",
        "statement": "/statements",
        "payment": "/payments",
    }

    def __init__(self, settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> None:
        super().__init__(settings, http, secrets, clock)
        self._api = SignedJson(
            http=http,
            base_url=settings.base_url,
            keys_url=settings.base_url + settings.jwks_path,
            algorithms=settings.algorithms,
            key_header="Idempotency-Key",
            signature_header="Region-Signature",
            headers={"Authorization": f"Bearer {secrets(settings.token)}"},
            refusal=_reason,
        )

    def find_enterprise(self, uscc: Uscc) -> EnterpriseFacts:
        return translate.read_enterprise(self._api.read("/enterprises/find", {"uscc": uscc}))

    def application_page(self, handover: Handover) -> Redirect:
        back = urlencode({"key": handover.key, "return_url": handover.return_url})
        return Redirect(f"{self.settings.base_url}/apply?{back}")

    def list_vouchers(self, uscc: Uscc, year: int) -> tuple[VoucherRecord, ...]:
        return translate.read_vouchers(self._api.read("/vouchers/list", {"uscc": uscc, "year": year}))

    def reserve(self, request: Reserve) -> Outcome:
        return self._tell("/vouchers/reserve", request)

    def release(self, request: Release) -> Outcome:
        return self._tell("/vouchers/release", request)

    def consume(self, request: Consume) -> Outcome:
        return self._tell("/vouchers/consume", request)

    def query(self, query: Query) -> Outcome | NotSeen:
        answer = self._api.effect("/requests/find", f"ask-{query.key}", {"key": query.key, "verb": query.verb})
        return translate.read_query(answer, query.key)

    def read_inbound(self, inbound: Inbound) -> tuple[Event, ...]:
        self._api.verify(inbound.body, inbound.headers)
        return translate.read_event(Answer(200, {}, inbound.body).object())

    def _tell(self, path: str, request: Any) -> Outcome:
        return translate.read_outcome(self._api.effect(path, request.key, plain(request)), request.key)


def open_adapter(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> Clerk:
    """The adapter for one region."""
    opened = Client if settings.channel == "http" else Clerk
    return opened(settings, http, secrets, clock)


def _reason(answer: Answer) -> str:
    return str(answer.object().get("reason_code") or "")
