"""Login at any OpenID provider, known by its address alone; where its claims stand is said in region.toml."""

from collections.abc import Mapping
from typing import Any

from adapters.answers import readable
from adapters.contract import Assertion, Callback, Clock, Person, Secrets
from adapters.protocols.oidc import Provider, RelyingParty
from adapters.standard.settings import Settings
from adapters.transport import Http


def relying_party(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> RelyingParty:
    """The hub at the region's provider."""
    provider = Provider(
        issuer=settings.issuer,
        client_id=settings.client_id,
        client_secret=secrets(settings.client_secret),
        algorithms=settings.algorithms,
        scope=settings.scope,
    )
    return RelyingParty(provider, http, clock)


def assertion(party: RelyingParty, settings: Settings, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who logged in."""
    login = party.finish(callback, remember)
    said = {**login.claims, **login.userinfo}
    with readable("userinfo answer"):
        person = Person(_claim(said, settings.person_claim), _claim(said, settings.phone_claim))
        return Assertion(
            issuer=party.provider.issuer,
            subject=login.claims["sub"],
            uscc=_claim(said, settings.uscc_claim),
            org_name=_claim(said, settings.org_name_claim),
            person=person if person != Person() else None,
            acr=_claim(login.claims, "acr"),
            auth_time=login.auth_time,
            session=login.session(),
        )


def _claim(said: Mapping[str, Any], path: str) -> str | None:
    value: Any = said
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is not None and not isinstance(value, str):
        raise ValueError(path)
    return value or None
