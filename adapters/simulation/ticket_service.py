"""A simulated single sign-on with one-time tickets: 法人登录 by several methods, honest unless told otherwise."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, request

from adapters.protocols.signed_form import stamp
from adapters.simulation.people import Enterprise, authenticate
from adapters.simulation.sealed_forms import Gateway, unsealed
from adapters.simulation.ticket_pages import (
    LICENSE,
    PASSWORD,
    PERSONAL,
    SMS,
    SMS_CODE,
    lost_page,
    method_page,
    signed_out_page,
)

TICKET_SECONDS = 60
COOKIE = "zj_sso"
# 4 of the platform's scale is the electronic licence with its own key, 3 a person known by name.
LEVELS = {PASSWORD: "3", SMS: "3", LICENSE: "4", PERSONAL: "2"}


@dataclass
class SingleSignOn:
    """Somebody who is logged in at the platform."""

    enterprise: Enterprise
    method: str
    at: datetime

    @property
    def subject(self) -> str:
        """The number of the 法人 or, for 个人登录, of the person."""
        return f"{PERSONAL}-{self.enterprise.subject}" if self.method == PERSONAL else self.enterprise.subject


@dataclass
class Ticket:
    """A ticket that was given out, and for which login of the hub."""

    sid: str
    state: str
    nonce: str
    return_url: str
    at: float


class TicketService:
    """The routes under /sso. ``tell`` sends the hub a message on a topic."""

    def __init__(
        self, app: Flask, gateway: Gateway, *, title: str, people: Callable[[], dict[str, Enterprise]],
        tell: Callable[[str, dict[str, Any]], list[int]],
    ) -> None:  # fmt: skip
        self.gateway, self.title, self.people, self.tell = gateway, title, people, tell
        self.sessions: dict[str, SingleSignOn] = {}
        self.tickets: dict[str, Ticket] = {}
        for rule, view, methods in (
            ("/sso/login", self.login, ["GET", "POST"]),
            ("/sso/exchange", self.exchange, ["POST"]),
            ("/sso/logout", self.logout, ["GET"]),
            ("/sso/leave", self.leave, ["POST"]),
        ):
            app.add_url_rule(rule, endpoint=rule, view_func=view, methods=methods)

    def forget(self) -> None:
        """Nobody is logged in any more."""
        self.sessions.clear()
        self.tickets.clear()

    def whose(self) -> tuple[str, SingleSignOn] | None:
        """Who this browser is logged in as, with the session's number."""
        sid = request.cookies.get(COOKIE, "")
        return (sid, self.sessions[sid]) if sid in self.sessions else None

    def login(self) -> Any:
        """The page with its methods, and the way back to the hub; who is logged in already is sent back at once."""
        if self.gateway.fault():
            return unsealed()
        if request.method == "POST" and request.form.get("cancel"):
            return self._back({"error": "access_denied"})
        known = self.whose()
        if known is None:
            entered = self.enter() if request.method == "POST" else None
            if entered is None:
                return self.ask(failed=request.method == "POST")
            known = entered
        answer = lost_page(self.title) if self._lost() else self._with_ticket(known[0])
        return self.keep(make_response(answer), known[0])

    def ask(self, *, failed: bool = False) -> Response:
        """The login page."""
        method = request.values.get("method", PASSWORD)
        page = method_page(self.title, method, list(self.people().values()), failed=failed)
        return Response(page, 401 if failed else 200, content_type="text/html; charset=utf-8")

    def enter(self) -> tuple[str, SingleSignOn] | None:
        """Log in by the method of the form."""
        form, method = request.form, request.form.get("method", PASSWORD)
        people = self.people()
        found: Enterprise | None = None
        if method in (PASSWORD, PERSONAL):
            found = authenticate(people, form.get("username", ""), form.get("password", ""))
        elif method == SMS and form.get("code") == SMS_CODE:
            found = next((one for one in people.values() if one.phone == form.get("phone")), None)
        elif method == LICENSE:
            found = next((one for one in people.values() if one.uscc == form.get("license")), None)
        if found is None:
            return None
        sid = secrets.token_hex(12)
        self.sessions[sid] = SingleSignOn(found, method, datetime.now(UTC))
        return sid, self.sessions[sid]

    def keep(self, response: Response, sid: str) -> Response:
        """Let the browser remember the session."""
        response.set_cookie(COOKIE, sid, httponly=True, samesite="Lax")
        return response

    def exchange(self) -> Any:
        """Give a ticket's holder to the hub, once."""
        fault, asked = self.gateway.fault(), self.gateway.data()
        if fault:
            return self.gateway.answer({}, 401, fault)
        number = str(asked.get("ticket", ""))
        ticket = self.tickets.get(number) if self._lies("used-ticket") else self.tickets.pop(number, None)
        if ticket is None or time.time() - ticket.at > TICKET_SECONDS or ticket.sid not in self.sessions:
            return self.gateway.answer({}, code="TICKET_INVALID")
        bound = (asked.get("state"), asked.get("returnUrl")) == (ticket.state, ticket.return_url)
        if not bound and not self._lies("used-ticket"):
            return self.gateway.answer({}, code="TICKET_OF_ANOTHER_LOGIN")
        return self.gateway.answer(self._holder(number, ticket))

    def logout(self) -> Any:
        """The end of the session here, as the hub asks for it."""
        if self.gateway.fault():
            return unsealed()
        self.sessions.pop(self.gateway.data().get("sessionId", ""), None)
        return self.signed_out()

    def leave(self) -> Any:
        """The end of the session here by the person; the hub is told."""
        known = self.whose()
        if known:
            del self.sessions[known[0]]
            self.tell("logout", {"userId": known[1].subject, "sessionId": known[0]})
        return self.signed_out()

    def signed_out(self) -> Response:
        """The page after a logout."""
        response = make_response(signed_out_page(self.title))
        response.delete_cookie(COOKIE)
        return response

    def _holder(self, number: str, ticket: Ticket) -> dict[str, Any]:
        known = self.sessions[ticket.sid]
        data: dict[str, Any] = {
            "ticket": number, "state": ticket.state, "loginNonce": ticket.nonce,
            "issuer": request.host_url.rstrip("/"), "ticketTime": stamp(datetime.fromtimestamp(ticket.at, UTC)),
            "loginTime": stamp(known.at), "userId": known.subject, "sessionId": ticket.sid,
            "user": json.dumps(_user(known), ensure_ascii=False),
        }  # fmt: skip
        for name, change in (HOSTILE_TICKETS | HOSTILE_USERS).items():
            if self.gateway.bench.take(name):
                data |= change(data)
        return {key: value for key, value in data.items() if value is not None}

    def _with_ticket(self, sid: str) -> Any:
        asked = self.gateway.data()
        number = "ST-" + secrets.token_urlsafe(24)
        at = time.time()
        self.tickets[number] = Ticket(sid, asked["state"], asked["loginNonce"], asked["returnUrl"], at)
        return self._back({"ticket": number})

    def _back(self, params: dict[str, str]) -> Any:
        asked = self.gateway.data()
        state = "of-another-login" if self.gateway.bench.take("state") else asked["state"]
        return redirect(f"{asked['returnUrl']}?{urlencode({**params, 'state': state})}", 303)

    def _lost(self) -> bool:
        return self.gateway.bench.take("lost-return") is not None

    def _lies(self, name: str) -> bool:
        return any(fault.name == name for fault in self.gateway.bench.faults)


def _user(known: SingleSignOn) -> dict[str, Any]:
    personal = known.method == PERSONAL
    return {
        "userType": "个人" if personal else "法人",
        "corpName": None if personal else known.enterprise.name,
        "corpUscc": None if personal else known.enterprise.uscc,
        "agentName": known.enterprise.person,
        "agentMobile": known.enterprise.phone,
        "loginMethod": known.method,
        "authLevel": LEVELS[known.method],
    }


def _other_user(data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"user": json.dumps({**json.loads(data["user"]), **changes}, ensure_ascii=False)}


def _ago(minutes: int) -> str:
    return stamp(datetime.now(UTC) - timedelta(minutes=minutes))


# ruff: noqa: ARG005 - all changes have one form
HOSTILE_TICKETS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "other-ticket": lambda data: {"ticket": "ST-of-somebody-else"},
    "no-ticket": lambda data: {"ticket": None},
    "ticket-state": lambda data: {"state": "of-another-login"},
    "login-nonce": lambda data: {"loginNonce": "of-another-login"},
    "no-login-nonce": lambda data: {"loginNonce": None},
    "issuer": lambda data: {"issuer": "https://other.example"},
    "stale-ticket": lambda data: {"ticketTime": _ago(6)},
    "login-in-the-future": lambda data: {"loginTime": _ago(-60)},
    "no-login-time": lambda data: {"loginTime": None},
    "no-subject": lambda data: {"userId": None},
    "subject-empty": lambda data: {"userId": " "},
    "subject-not-text": lambda data: {"userId": 12},
    "no-session": lambda data: {"sessionId": None},
    "user-not-json": lambda data: {"user": "{"},
    "user-not-text": lambda data: {"user": {"userType": "法人"}},
}
HOSTILE_USERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "wrong-uscc": lambda data: _other_user(data, corpUscc="91330421MA9QY1080X"),
    "uscc-of-another-region": lambda data: _other_user(data, corpUscc="91310118MA9QY10489"),
    "no-uscc": lambda data: _other_user(data, corpUscc=None),
    "uscc-not-text": lambda data: _other_user(data, corpUscc=91),
}
