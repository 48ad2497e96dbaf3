"""Who may open a page. Every view names its guard: ``@public``, ``@allow(Role.X, …)`` or ``@allow()`` (the signed-in).

    @bp.get("/orders/<no>")
    @allow(Role.HOLDER_ADMIN, Role.HOLDER_AGENT)
    @needs_assurance("substantial")
    def show(no: str) -> ResponseReturnValue: …

The guard sends people to sign in, asks staff for their second factor, answers 403 to other roles and sets the scope for
the whole request, so that what belongs to others is not found: of an assessor here who is an expert elsewhere, a page
for assessors shows the rows of here. ``current_actor()`` is who acts; nobody signed in is an actor too, without roles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from hub.identity import (
    CODE_LASTS,
    WebSession,
    actor_for,
    find_session,
    is_seen_long_ago,
    mark_seen,
    organizations_of,
    safe_path,
    without_staff_roles,
)
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Forbidden
from hub.kernel.scope import seen_by
from hub.settings import Settings
from schemas.terms import Assurance, Role

View = TypeVar("View", bound=Callable[..., Any])

NOBODY = Actor(account_id=None, name="访客")
LADDER = [Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH]
_VISIT = "hub.visit"


@dataclass(frozen=True)
class Visit:
    """The session of this request, if any, and who acts in it."""

    session: WebSession | None
    actor: Actor
    owes_second_factor: bool = False


def public(view: View) -> View:
    """Anybody may open this page; whoever is signed in sees with their own scope, others no row that is owned."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        with seen_by(current_actor().scope):
            return view(*args, **values)

    return _named(guarded, "public")


def allow(*roles: Role) -> Callable[[View], View]:
    """Only people who hold one of these roles (anybody signed in when none is named) may open this page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            detour = _detour(roles)
            if detour is not None:
                return detour
            actor = current_actor()
            if roles and not actor.has(*roles):
                raise Forbidden()
            with seen_by(actor.scope_by(*roles)):
                return view(*args, **values)

        return _named(guarded, roles or "signed in")

    return guard


def needs_assurance(level: Assurance | str) -> Callable[[View], View]:
    """Below ``@allow``: a session that is less sure than this goes to the step-up page first, and comes back."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if is_assured(level):
                return view(*args, **values)
            return redirect("/login/step-up?" + urlencode({"next": path_back()}), 303)

        guarded.assurance = Assurance(level)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def needs_fresh_code(view: View) -> View:
    """Below ``@allow``: a code was confirmed in this session in the last 15 minutes, or is asked for (bank account)."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if has_fresh_code():
            return view(*args, **values)
        return redirect("/login/step-up?" + urlencode({"next": path_back(), "fresh": "1"}), 303)

    return guarded  # type: ignore[return-value]


def has_fresh_code() -> bool:
    """Whether a code was confirmed in this session in the last 15 minutes."""
    session = current_session()
    confirmed_at = session.code_confirmed_at if session else None
    return confirmed_at is not None and utc_now() - confirmed_at < CODE_LASTS


def is_assured(level: Assurance | str) -> bool:
    """Whether this session is at least so sure."""
    return LADDER.index(current_actor().assurance) >= LADDER.index(Assurance(level))


def current_actor() -> Actor:
    """Who acts in this request; without a session an actor with no roles and no account."""
    return current_visit().actor


def current_session() -> WebSession | None:
    """The session of this request that is open, or None."""
    session = current_visit().session
    return session if session is not None and session.opened_at is not None else None


def waiting_session() -> WebSession | None:
    """The session of this request whose second factor is still awaited, or None."""
    session = current_visit().session
    return session if session is not None and session.second_factor_at is None else None


def current_visit() -> Visit:
    """The session of the cookie and its actor, read once in a request with the roles as they are now."""
    found: Visit | None = request.environ.get(_VISIT)
    if found is None:
        found = request.environ[_VISIT] = _read_visit()
    return found


def forget_visit() -> None:
    """Read session and actor anew: they were changed in this request."""
    request.environ.pop(_VISIT, None)


def cookie_name() -> str:
    """The session cookie; over https its name binds it to this host."""
    return "__Host-hub_session" if _settings().web.secure_cookies else "hub_session"


def path_back() -> str:
    """Where to come back to: this page, or for a form the page of the same address."""
    query = request.query_string.decode("latin-1") if request.method == "GET" else ""
    return safe_path(request.path + (f"?{query}" if query else "")) or "/"


def _read_visit() -> Visit:
    session = find_session(request.cookies.get(cookie_name()))
    if session is None:
        return Visit(None, NOBODY)
    if is_seen_long_ago(session):
        with unit_of_work():
            mark_seen(session)
    if session.opened_at is None:
        return Visit(session, NOBODY, owes_second_factor=True)
    second_factor = session.second_factor_at is not None
    actor = actor_for(
        session.account_id, session.organization_id, assurance=session.assurance, second_factor=second_factor
    )
    plain = actor if second_factor else without_staff_roles(actor)
    return Visit(session, plain, owes_second_factor=plain.roles != actor.roles)


def _detour(roles: tuple[Role, ...]) -> ResponseReturnValue | None:
    visit = current_visit()
    back = urlencode({"next": path_back()})
    if visit.session is None:
        return redirect(f"/login?{back}", 303)
    if visit.owes_second_factor:
        return redirect(f"/login/second-factor?{back}", 303)
    if roles and visit.actor.organization_id is None and len(organizations_of(visit.session.account_id)) > 1:
        return redirect(f"/login/choose?{back}", 303)
    return None


def _named(guarded: Any, guard: object) -> Any:
    guarded.guard = guard
    return guarded


def _settings() -> Settings:
    settings: Settings = current_app.config["HUB"]
    return settings
