"""A simulated CAS 3.0 server, honest unless a fault makes it a hostile one; it logs out the services it logged in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

import requests
from flask import Flask, Response, redirect, request

from adapters.protocols.cas import CAS, SAML_PROTOCOL
from adapters.simulation.bench import SHANGHAI, Bench
from adapters.simulation.hostile_cas import HOSTILE_ANSWERS, REFUSING_ANSWERS
from adapters.simulation.people import Enterprise, authenticate, login_page

TICKET_SECONDS = 60
COOKIE = "TGC"
WRONG = "用户名或密码有误。"
DONE = "<!doctype html><meta charset=utf-8><title>已退出</title><p>已退出{title}。</p>"


@dataclass
class Sign:
    """Somebody who is logged in here, and the tickets given out for it, each with its service."""

    enterprise: Enterprise
    at: datetime
    tickets: dict[str, str] = field(default_factory=dict)


@dataclass
class Ticket:
    """A service ticket: good once, soon, and for one service address."""

    sign: Sign
    service: str
    new_login: bool
    at: datetime


class CasServer:
    """The routes under /cas. ``attributes_of`` words the enterprise, ``refusal_of`` says why it may not come in."""

    def __init__(
        self, app: Flask, bench: Bench, *, title: str, people: Callable[[], dict[str, Enterprise]],
        attributes_of: Callable[[Enterprise], dict[str, str]], refusal_of: Callable[[Enterprise], str | None],
        hub_url: str | None, logout_url: str | None,
    ) -> None:  # fmt: skip
        self.bench, self.title, self.people = bench, title, people
        self.attributes_of, self.refusal_of = attributes_of, refusal_of
        self.hub_url, self.logout_url = hub_url, logout_url
        self.signs: dict[str, Sign] = {}
        self.tickets: dict[str, Ticket] = {}
        for rule, view, methods in (
            ("/cas/login", self.login, ["GET", "POST"]),
            ("/cas/p3/serviceValidate", self.validate, ["GET"]),
            ("/cas/logout", self.logout, ["GET"]),
        ):
            app.add_url_rule(rule, endpoint=rule, view_func=view, methods=methods)

    def clear(self) -> None:
        """Nobody is logged in any more."""
        self.signs.clear()
        self.tickets.clear()

    def login(self) -> Any:
        """The login page, and the way back to the service with a ticket."""
        service = request.args.get("service", "")
        if not self._registered(service):
            return Response(login_page(self.title, "该应用未在本平台登记。"), 403)
        known = self.signs.get(request.cookies.get(COOKIE, ""))
        if request.method == "GET":
            again = request.args.get("renew") == "true"
            return self._back(service, known, new_login=False) if known and not again else login_page(self.title)
        found = authenticate(self.people(), request.form.get("username", ""), request.form.get("password", ""))
        refusal = self.refusal_of(found) if found else WRONG
        if found is None or refusal:
            return Response(login_page(self.title, refusal or WRONG), 401)
        mark = secrets.token_urlsafe(24)
        self.signs[mark] = Sign(found, _now())
        answer = self._back(service, self.signs[mark], new_login=True)
        answer.set_cookie(COOKIE, mark, path="/cas", httponly=True, samesite="Lax")
        return answer

    def validate(self) -> Response:
        """Whose ticket this is: said once, to the service it was given to."""
        ticket = self.tickets.pop(request.args.get("ticket", ""), None)
        if ticket is None or _now() - ticket.at > timedelta(seconds=TICKET_SECONDS):
            return _xml(_failure("INVALID_TICKET"))
        if ticket.service != request.args.get("service"):
            return _xml(_failure("INVALID_SERVICE"))
        if request.args.get("renew") == "true" and not ticket.new_login:
            return _xml(_failure("INVALID_TICKET"))
        answer = self._success(ticket)
        for name, spoil in {**HOSTILE_ANSWERS, **REFUSING_ANSWERS}.items():
            if self.bench.take(name):
                answer = spoil(answer)
        return _xml(answer)

    def logout(self) -> Any:
        """End the session here and at every service it was used for."""
        sign = self.signs.pop(request.cookies.get(COOKIE, ""), None)
        for ticket in sign.tickets if sign else ():
            self.tell_logout(ticket)
        service = request.args.get("service", "")
        if service and self._registered(service):
            return redirect(service, 303)
        return DONE.format(title=self.title)

    def tell_logout(self, ticket: str) -> int | None:
        """Tell the hub that the session of a ticket has ended; the status of its answer."""
        if self.logout_url is None:
            return None
        form = {"logoutRequest": self.logout_message(ticket)}
        return requests.post(self.logout_url, data=form, timeout=5).status_code

    def logout_message(self, ticket: str) -> str:
        """The single-logout message for a ticket."""
        return (
            f'<samlp:LogoutRequest xmlns:samlp="{SAML_PROTOCOL}" ID="LR-{secrets.token_hex(8)}" Version="2.0" '
            f'IssueInstant="{_now().isoformat(timespec="seconds")}">'
            '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>'
            f"<samlp:SessionIndex>{escape(ticket)}</samlp:SessionIndex></samlp:LogoutRequest>"
        )

    def _registered(self, service: str) -> bool:
        parts = urlsplit(service)
        ours = parts.scheme in ("http", "https") and bool(parts.netloc)
        return ours and (self.hub_url is None or service.startswith(f"{self.hub_url}/"))

    def _back(self, service: str, sign: Sign, *, new_login: bool) -> Response:
        number = f"ST-{len(self.tickets) + 1}-{secrets.token_urlsafe(24)}-cas01"
        meant = "http://another.invalid/app" if self.bench.take("other-service") else service
        self.tickets[number] = Ticket(sign, meant, new_login, _now())
        sign.tickets[number] = service
        if self.bench.take("state"):
            service = service.partition("?")[0] + "?state=of-another-login"
        if self.bench.take("proxy-ticket"):
            number = number.replace("ST-", "PT-", 1)
        answer: Any = redirect(f"{service}{'&' if '?' in service else '?'}{urlencode({'ticket': number})}", 303)
        return answer

    def _success(self, ticket: Ticket) -> str:
        values = {
            "authenticationDate": ticket.sign.at.isoformat(timespec="seconds"),
            "longTermAuthenticationRequestTokenUsed": "false",
            "isFromNewLogin": str(ticket.new_login).lower(),
            **self.attributes_of(ticket.sign.enterprise),
        }
        attributes = "".join(f"<cas:{name}>{escape(value)}</cas:{name}>" for name, value in values.items())
        user = f"<cas:user>{escape(ticket.sign.enterprise.subject)}</cas:user>"
        return _response(
            f"<cas:authenticationSuccess>{user}<cas:attributes>{attributes}</cas:attributes>"
            "</cas:authenticationSuccess>"
        )


def _now() -> datetime:
    # Logins live on the real clock; the platform's own can be set to any year.
    return datetime.now(SHANGHAI)


def _response(inside: str) -> str:
    return f'<cas:serviceResponse xmlns:cas="{CAS}">{inside}</cas:serviceResponse>'


def _failure(code: str) -> str:
    return _response(f'<cas:authenticationFailure code="{code}">{code}</cas:authenticationFailure>')


def _xml(text: str) -> Response:
    return Response(text.encode(), content_type="application/xml; charset=utf-8")
