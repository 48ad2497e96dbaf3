"""CAS 3.0, the hub as a service relying on it: login, ticket validation, logout (CAS Protocol 3.0.3 §2.1, 2.3, 2.5).

Nothing is signed here: who logged in rests on TLS, the pinned host, and the ticket, which counts once and only for the
service address it was issued to. That address carries our state, so a ticket belongs to one login of one browser.
Proxy tickets and proxied logins are refused. An answer that breaks any rule raises BadAnswer and logs nobody in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from adapters.answers import aware
from adapters.contract import Callback, Clock, LoginRequest, Redirect, UpstreamSession
from adapters.errors import BadAnswer, RegionRefused, RegionUnavailable
from adapters.markup import Element, read_xml
from adapters.protocols.id_token import same
from adapters.transport import Http

CAS = "http://www.yale.edu/tp/cas"
SAML_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
# §3.1.1: a service ticket begins with ST-; servers put their host's name, with dots, into the rest. Shorter than 20
# characters it could be guessed.
TICKET = re.compile(r"ST-[A-Za-z0-9._-]{17,253}", re.ASCII)
USER = re.compile(r"[A-Za-z0-9._@-]{1,100}", re.ASCII)
ANSWER_BYTES = 64 * 1024
LOGOUT_BYTES = 16 * 1024
LEEWAY = timedelta(seconds=60)
# §2.5.3: codes that say no to the ticket; whatever else a server answers is its own trouble.
REFUSALS = frozenset(
    {"INVALID_REQUEST", "INVALID_TICKET_SPEC", "UNAUTHORIZED_SERVICE_PROXY", "INVALID_PROXY_CALLBACK",
     "INVALID_TICKET", "INVALID_SERVICE", "UNAUTHORIZED_SERVICE"}
)  # fmt: skip
STANDARD = ("authenticationDate", "isFromNewLogin", "longTermAuthenticationRequestTokenUsed")
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class Server:
    """One platform's CAS server, its address pinned by us. ``renew`` asks for the password at every login."""

    url: str
    renew: bool = False


@dataclass(frozen=True)
class Login:
    """A login that passed every check. ``attributes`` are the platform's own, each stated once."""

    user: str
    attributes: Mapping[str, str]
    auth_time: datetime
    ticket: str = field(repr=False)


class Service:
    """The hub at one CAS server."""

    def __init__(self, server: Server, http: Http, clock: Clock) -> None:
        self.server, self.http, self.clock = server, http, clock

    def begin(self, request: LoginRequest) -> Redirect:
        """Where the browser goes to log in. The service address remembered is the one the ticket will be bound to."""
        service = f"{request.return_url}?{urlencode({'state': request.state})}"
        params = {"service": service, **self._renew()}
        remember = {"state": request.state, "return_url": request.return_url, "service": service}
        return Redirect(f"{self.server.url}/login?{urlencode(params)}", remember=remember)

    def finish(self, callback: Callback, remember: Mapping[str, str]) -> Login:
        """Validate the ticket, once, for exactly the service address of this login.

        Raises:
            RegionRefused: the server does not accept the ticket.
            BadAnswer: the answer belongs to another login, or something in it is not as it must be.
        """
        if not same(callback.params.get("state"), remember.get("state")):
            raise BadAnswer("The answer belongs to another login (state).")
        ticket = callback.params.get("ticket", "")
        if not TICKET.fullmatch(ticket):
            raise BadAnswer("The answer holds no service ticket.")
        params = {"service": remember["service"], "ticket": ticket, **self._renew()}
        headers = {"Accept": "application/xml, text/xml"}
        # Not /proxyValidate, which would also take a ticket that another service got on the person's behalf.
        answer = self.http.get(f"{self.server.url}/p3/serviceValidate", params=params, headers=headers, keep=False)
        success = _success(read_xml(answer.body, max_bytes=ANSWER_BYTES))
        attributes = _attributes(success)
        return Login(_user(success), attributes, self._auth_time(attributes), ticket)

    def end_session(self, session: UpstreamSession) -> Redirect:
        """Where the browser goes to log out at the platform, and from there back to us (§2.3.1)."""
        params = f"?{urlencode({'service': session.return_url})}" if session.return_url else ""
        return Redirect(f"{self.server.url}/logout{params}")

    def read_logout(self, body: bytes, issuer: str) -> UpstreamSession:
        """The session that a single-logout message ends: the one that began with the ticket it names (§2.3.3).

        CAS signs nothing, so the ticket is the proof: it cannot be guessed, and beside the person's own browser only
        the server and we have seen it. The message names nobody else, so it can end that one session only.

        Raises:
            BadAnswer: not such a message, or it names no ticket that could be one.
        """
        if len(body) > LOGOUT_BYTES:
            raise BadAnswer("The logout message is too large.")
        messages = parse_qs(body.decode("ascii", "replace")).get("logoutRequest", [])
        if len(messages) != 1:
            raise BadAnswer("The logout message holds no logoutRequest.")
        message = read_xml(messages[0].encode(), max_bytes=LOGOUT_BYTES)
        if (message.namespace, message.name) != (SAML_PROTOCOL, "LogoutRequest"):
            raise BadAnswer("The logout message is no LogoutRequest.")
        ticket = message.leaf(SAML_PROTOCOL, "SessionIndex")
        if not TICKET.fullmatch(ticket):
            raise BadAnswer("The logout message names no service ticket.")
        return UpstreamSession(issuer, sid=ticket)

    def _renew(self) -> dict[str, str]:
        return {"renew": "true"} if self.server.renew else {}

    def _auth_time(self, attributes: Mapping[str, str]) -> datetime:
        missing = [name for name in STANDARD if name not in attributes]
        if missing:
            raise BadAnswer(f"The answer lacks {missing[0]}.")
        flags = [FLAGS.get(attributes[name].lower()) for name in STANDARD[1:]]
        if None in flags:
            raise BadAnswer("The answer does not say how the person logged in.")
        if self.server.renew and flags != [True, False]:
            raise BadAnswer("The person did not log in anew, though we asked for it (renew).")
        # Newer servers append the zone's name in brackets.
        text = attributes[STANDARD[0]].partition("[")[0]
        try:
            moment = aware(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadAnswer("The moment of the login cannot be read (authenticationDate).") from None
        if moment > self.clock() + LEEWAY:
            raise BadAnswer("The person logs in in the future (authenticationDate).")
        return moment


def came_from(remember: Mapping[str, str]) -> str:
    """Our own front page, where the platform may send the browser after a logout."""
    ours = urlsplit(remember["return_url"])
    return f"{ours.scheme}://{ours.netloc}/"


def _success(answer: Element) -> Element:
    if (answer.namespace, answer.name) != (CAS, "serviceResponse") or len(answer.children) != 1:
        raise BadAnswer("The answer is no serviceResponse.")
    (said,) = answer.children
    if (said.namespace, said.name) == (CAS, "authenticationFailure"):
        code = said.attributes.get("code", "")
        if code in REFUSALS:
            raise RegionRefused("The server does not accept the ticket.", reason_code=code.lower())
        raise RegionUnavailable("The server could not judge the ticket.")
    if (said.namespace, said.name) != (CAS, "authenticationSuccess"):
        raise BadAnswer("The answer says neither success nor failure.")
    if said.all(CAS, "proxies"):
        raise BadAnswer("The login came through another service (proxies).")
    if {child.namespace for child in said.children} - {CAS}:
        raise BadAnswer("The answer says something in another namespace.")
    if len({child.name for child in said.children}) != len(said.children):
        raise BadAnswer("The answer says something twice.")
    return said


def _user(success: Element) -> str:
    user = success.leaf(CAS, "user")
    if not USER.fullmatch(user):
        raise BadAnswer("The user name holds something else than letters, digits and . _ @ -.")
    return user


def _attributes(success: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in success.one(CAS, "attributes").children:
        if attribute.namespace != CAS or attribute.children or attribute.name in found:
            raise BadAnswer(f"The attribute {attribute.name} is not stated once, as a text.")
        found[attribute.name] = attribute.text.strip()
    return found
