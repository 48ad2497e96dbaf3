"""Login by a one-time ticket: the browser brings it back, the hub exchanges it once, server to server.

Every message carries the seal of ``signed_form``. There is no PKCE: the ticket is bound to the state under which the
login began, the platform gives nothing for it under another one, and its answer repeats ticket, state and nonce.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from adapters.answers import readable, text
from adapters.contract import Callback, LoginRequest, Redirect, UpstreamSession
from adapters.errors import BadAnswer, RegionRefused
from adapters.protocols.id_token import same
from adapters.protocols.signed_form import FRESH, SignedFormCalls, check_fresh, inner, moment

TICKET_MAX_CHARS = 256
SUBJECT_MAX_CHARS = 255
SID_MAX_CHARS = 200


@dataclass(frozen=True)
class TicketAnswer:
    """Who holds the ticket, after every check; ``user`` are the platform's own words about them."""

    subject: str
    sid: str
    auth_time: datetime
    user: Mapping[str, Any] = field(repr=False)


class TicketLogin:
    """The hub at one platform's single sign-on under ``calls.base_url``: login, exchange, logout."""

    def __init__(self, issuer: str, calls: SignedFormCalls) -> None:
        self.issuer, self.calls = issuer, calls

    def begin(self, request: LoginRequest) -> Redirect:
        """Where the browser goes to log in; the platform sees by the seal that the way back is ours."""
        asked = {"returnUrl": request.return_url, "state": request.state, "loginNonce": request.nonce}
        remember = {"state": request.state, "nonce": request.nonce, "return_url": request.return_url}
        return Redirect(self._page("login", asked), remember=remember)

    def finish(self, callback: Callback, remember: Mapping[str, str]) -> TicketAnswer:
        """Exchange the ticket and check everything that came with it.

        Raises:
            RegionRefused: the platform said no: the person gave up, the ticket is used up, or is of another login.
            BadAnswer: something is not as it must be.
        """
        if not same(callback.params.get("state"), remember.get("state")):
            raise BadAnswer("The answer belongs to another login (state).")
        if "error" in callback.params:
            raise RegionRefused("The platform refused the login.", reason_code="access_denied")
        ticket = callback.params.get("ticket", "")
        if not (ticket.isascii() and ticket.isprintable() and 0 < len(ticket) <= TICKET_MAX_CHARS):
            raise BadAnswer("The answer holds no ticket.")
        asked = {"ticket": ticket, "state": remember["state"], "returnUrl": remember["return_url"]}
        data = self.calls.ask("exchange", asked, keep=False)
        self._check_bound(data, asked, remember)
        with readable("answer to the ticket"):
            subject, sid = text(data, "userId").strip(), text(data, "sessionId")
            if not 0 < len(subject) <= SUBJECT_MAX_CHARS or len(sid) > SID_MAX_CHARS:
                raise ValueError("userId")
            began = moment(text(data, "loginTime"))
            if began > self.calls.form.clock() + FRESH:
                raise ValueError("loginTime")
            return TicketAnswer(subject, sid, began, dict(inner(data["user"])))

    def end_session(self, session: UpstreamSession, return_url: str | None = None) -> Redirect | None:
        """The platform's logout page for this session."""
        if session.sid is None:
            return None
        back = {"returnUrl": return_url} if return_url else {}
        return Redirect(self._page("logout", {"sessionId": session.sid, **back}))

    def session(self, found: TicketAnswer) -> UpstreamSession:
        """What ends this login at the platform."""
        return UpstreamSession(self.issuer, found.subject, found.sid)

    def read_logout(self, body: bytes) -> UpstreamSession:
        """The platform's own notice that a session has ended.

        Raises:
            BadAnswer: it is not the platform's, or names neither a person nor a session.
        """
        data = self.calls.form.receive("logout", body)
        with readable("logout notice"):
            subject, sid = data.get("userId") or None, data.get("sessionId") or None
            if not all(value is None or isinstance(value, str) for value in (subject, sid)):
                raise ValueError("userId")
        if subject is None and sid is None:
            raise BadAnswer("The logout notice names neither a person nor a session.")
        return UpstreamSession(self.issuer, subject, sid)

    def _check_bound(self, data: Mapping[str, Any], asked: Mapping[str, str], remember: Mapping[str, str]) -> None:
        if not same(data.get("ticket"), asked["ticket"]):
            raise BadAnswer("The answer is about another ticket.")
        if not same(data.get("state"), remember["state"]) or not same(data.get("loginNonce"), remember["nonce"]):
            raise BadAnswer("The ticket belongs to another login (state, loginNonce).")
        if data.get("issuer") != self.issuer:
            raise BadAnswer("The ticket is of another issuer.")
        issued = data.get("ticketTime")
        check_fresh(issued if isinstance(issued, str) else "", self.calls.form.clock())

    def _page(self, service: str, data: Mapping[str, str]) -> str:
        return f"{self.calls.base_url}/{service}?{urlencode(self.calls.form.write(service, data))}"
