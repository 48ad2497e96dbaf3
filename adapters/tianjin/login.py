"""Login at Tianjin's platform: CAS 3.0 with the enterprise among the attributes; unsigned, so low assurance."""

from collections.abc import Mapping

from adapters.answers import optional_text, readable, text
from adapters.contract import Assertion, Callback, Clock, Person, UpstreamSession
from adapters.protocols.cas import Server, Service, came_from
from adapters.tianjin.settings import Settings
from adapters.transport import Http


def cas_service(settings: Settings, http: Http, clock: Clock) -> Service:
    """The hub at Tianjin's CAS server."""
    return Service(Server(settings.cas_url, settings.renew), http, clock)


def assertion(service: Service, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who logged in. The user name is the platform's lasting account number; a unit must come with it."""
    login = service.finish(callback, remember)
    issuer = service.server.url
    with readable("attributes of the login"):
        return Assertion(
            issuer=issuer,
            subject=login.user,
            uscc=text(login.attributes, "creditCode"),
            org_name=text(login.attributes, "unitName"),
            person=Person(optional_text(login.attributes, "contactName"), optional_text(login.attributes, "mobile")),
            auth_time=login.auth_time,
            session=UpstreamSession(issuer, login.user, login.ticket, return_url=came_from(remember)),
        )
