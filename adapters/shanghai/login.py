"""Login at Shanghai's platform: OpenID Connect, with the enterprise in the claim ``org``."""

from collections.abc import Mapping

from adapters.answers import optional_text, readable
from adapters.contract import Assertion, Callback, Clock, Person, Secrets
from adapters.protocols.oidc import Provider, RelyingParty
from adapters.shanghai.settings import Settings
from adapters.transport import Http


def relying_party(settings: Settings, http: Http, secrets: Secrets, clock: Clock) -> RelyingParty:
    """The hub at Shanghai's provider."""
    provider = Provider(
        issuer=settings.issuer or f"{settings.base_url}/oidc",
        client_id=settings.client_id,
        client_secret=secrets(settings.client_secret),
        algorithms=settings.algorithms,
        acr_values=settings.acr_values,
    )
    return RelyingParty(provider, http, clock)


def assertion(party: RelyingParty, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who logged in."""
    login = party.finish(callback, remember)
    with readable("userinfo answer"):
        org = dict(login.userinfo.get("org") or {})
        person = dict(login.userinfo.get("person") or {})
        return Assertion(
            issuer=party.provider.issuer,
            subject=login.claims["sub"],
            uscc=optional_text(org, "unified_code"),
            org_name=optional_text(org, "name"),
            person=Person(optional_text(person, "name"), optional_text(person, "mobile")) if person else None,
            acr=optional_text(login.claims, "acr"),
            auth_time=login.auth_time,
            session=login.session(),
        )
