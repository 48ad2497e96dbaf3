"""Who may call an operation: anybody, or the bearer of an access token with the operation's scope.

A token is a person's own (made on the page of access tokens), a portal's for a person who signed in through it, or a
program's for itself. The first two act with that person's rights of now; the third only where an operation says so.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import g, request

from hub.identity import TokenRefused, actor_of_token, openid
from hub.identity.portals import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.errors import Forbidden, HubError
from hub.kernel.limits import count_call
from hub.kernel.scope import Scope, seen_by
from hub.web.session_cookie import address_of
from hub.webhooks import areas_of
from schemas.terms import Assurance

View = TypeVar("View", bound=Callable[..., Any])

WRITES = (".write", ".apply")
SURE_ENOUGH = (Assurance.SUBSTANTIAL, Assurance.HIGH)


class TokenMissing(HubError):
    """The operation needs a token and none was sent."""

    status = 401
    code = "token.missing"
    zh = "此接口需要访问令牌：请在 Authorization 头中发送 Bearer 令牌。"
    en = "This operation needs an access token: send it as a bearer token in the Authorization header."


class ScopeMissing(Forbidden):
    """The token was not made for this."""

    code = "token.scope"
    zh = "访问令牌没有所需的权限范围 {scope}。"
    en = "The access token lacks the scope {scope}."


class NotSureEnough(Forbidden):
    """Money is moved only when the hub is sure enough of who acts."""

    code = "assurance.too_low"
    zh = "当前登录的身份确认级别不足，请在页面上完成短信验证后重新创建访问令牌。"
    en = "The sign-in behind this token is not sure enough: confirm the text-message code and make a new token."


class NoUnit(Forbidden):
    """The token acts for no organisation."""

    code = "token.no_unit"
    zh = "该访问令牌不代表任何单位，不能使用此接口。"
    en = "This access token acts for no organisation and cannot be used here."


def open_to_all(view: View) -> View:
    """Anybody; what belongs to somebody is not found."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        count_call("anonymous", address_of())
        with seen_by(Scope()):
            return view(*args, **values)

    guarded.guard = "public"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def needs(scope: str) -> Callable[[View], View]:
    """The bearer of a token with ``scope``; writing needs substantial assurance."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            actor = _authenticate(scope)
            count_call("per_client", _counted_as())
            with seen_by(actor.scope):
                return view(*args, **values)

        guarded.guard = f"token with {scope}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


class NoRegion(Forbidden):
    """The client acts for no region."""

    code = "token.no_region"
    zh = "该应用不代表任何地区，不能使用此接口。"
    en = "This client acts for no region and cannot use this operation."


class NotAClient(Forbidden):
    """The operation is for programs that call for themselves."""

    code = "token.not_a_client"
    zh = "此接口只供应用以自身名义调用（client_credentials），不接受代表用户的令牌。"
    en = "This operation is for a client calling for itself (client credentials), not for a person's token."


def needs_client(scope: str) -> Callable[[View], View]:
    """The bearer of a client's own token with ``scope``; it sees what belongs to the areas of its region."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            found = _authenticate_client(scope)
            count_call("per_client", _counted_as())
            with seen_by(Scope(areas=areas_of(found.region))):
                return view(*args, **values)

        guarded.guard = f"client token with {scope}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def client() -> OAuthClient:
    """The program that calls for itself."""
    found: OAuthClient = g.api_client
    return found


def region() -> str:
    """The region for which the calling program acts.

    Raises:
        NoRegion: it acts for none.
    """
    code = client().region
    if code is None:
        raise NoRegion()
    return code


def tenant() -> str:
    """Whose idempotency keys and calls are counted together: the person's, or the client's."""
    actor = caller()
    return f"api:{actor.account_id}" if actor.account_id else f"api:client:{actor.through}"


def caller() -> Actor:
    """On whose behalf the program calls."""
    actor: Actor = g.api_actor
    return actor


def scopes() -> frozenset[str]:
    """What the token was made for."""
    found: frozenset[str] = g.api_scopes
    return found


def unit() -> UUID:
    """The organisation the token acts for.

    Raises:
        NoUnit: it acts for none.
    """
    organization_id = caller().organization_id
    if organization_id is None:
        raise NoUnit()
    return organization_id


def _counted_as() -> str:
    """The program behind a call: a portal's calls count together whoever its people are."""
    return str(caller().through or caller().account_id)


def _authenticate(scope: str) -> Actor:
    secret = _bearer()
    if secret.startswith(openid.ACCESS_PREFIX):
        g.api_actor, g.api_scopes, _ = openid.actor_of_access_token(secret)
    else:
        g.api_actor, g.api_scopes = actor_of_token(secret)
    if scope not in g.api_scopes:
        raise ScopeMissing(scope=scope)
    if scope.endswith(WRITES) and g.api_actor.assurance not in SURE_ENOUGH:
        raise NotSureEnough()
    return caller()


def _authenticate_client(scope: str) -> OAuthClient:
    secret = _bearer()
    if not secret.startswith(openid.ACCESS_PREFIX):
        actor_of_token(secret)
        raise NotAClient()
    found, g.api_scopes = openid.client_of_token(secret)
    if scope not in g.api_scopes:
        raise ScopeMissing(scope=scope)
    g.api_client = found
    g.api_actor = Actor(account_id=None, name=found.name_zh, through=found.client_id)
    return found


def _bearer() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise TokenMissing()
    if not secret.isascii():
        raise TokenRefused()
    return secret.strip()
