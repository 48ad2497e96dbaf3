"""The portals that may act for a person: what for, for which unit, since when; and taking that back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub import audit, messages
from hub.identity.models import Organization
from hub.identity.provider.client_errors import ClientNotFound
from hub.identity.provider.consents import find_consent, list_consents_of, withdraw_consent
from hub.identity.provider.grants import list_grants_of
from hub.identity.provider.logout import logout_consent
from hub.identity.provider.tables import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.db import db

WITHDRAWN = "consent withdrawn"


@dataclass(frozen=True)
class Connection:
    """One portal that may act for a person, for one unit. ``signed_in`` counts the logins that are still in use."""

    client: OAuthClient
    organization: Organization | None
    scopes: tuple[str, ...]
    since: datetime
    used_at: datetime | None
    signed_in: int

    @property
    def organization_id(self) -> UUID | None:
        """The unit, if any."""
        return self.organization.id if self.organization else None


def list_connections(account_id: UUID) -> list[Connection]:
    """The portals a person has agreed to or is signed in at, last agreed first."""
    scopes: dict[tuple[UUID, UUID | None], set[str]] = {}
    since: dict[tuple[UUID, UUID | None], datetime] = {}
    for consent in list_consents_of(account_id):
        place = (consent.client_id, consent.organization_id)
        scopes.setdefault(place, set()).update(consent.scopes)
        since[place] = consent.given_at
    grants = list_grants_of(account_id)
    for grant in grants:
        place = (grant.client_id, grant.organization_id)
        scopes.setdefault(place, set()).update(grant.scopes)
        since[place] = min(since.get(place, grant.created_at), grant.created_at)
    clients = {client.id: client for client in db.session.scalars(select(OAuthClient))}
    found = []
    for place, allowed in scopes.items():
        here = [grant for grant in grants if (grant.client_id, grant.organization_id) == place]
        used = [grant.used_at or grant.created_at for grant in here]
        found.append(
            Connection(
                client=clients[place[0]],
                organization=db.session.get(Organization, place[1]) if place[1] else None,
                scopes=tuple(sorted(allowed)),
                since=since[place],
                used_at=max(used, default=None),
                signed_in=len(here),
            )
        )
    return sorted(found, key=lambda connection: connection.since, reverse=True)


def get_connection(account_id: UUID, client_id: str, organization_id: UUID | None) -> Connection:
    """One of them.

    Raises:
        ClientNotFound: that portal may not act for this person.
    """
    for connection in list_connections(account_id):
        if connection.client.client_id == client_id and connection.organization_id == organization_id:
            return connection
    raise ClientNotFound()


def withdraw(*, account_id: UUID, connection: Connection, by: Actor) -> None:
    """Take back what a portal was allowed: its tokens die at once, it is told of a logout, the person of the end."""
    client = connection.client
    consent = find_consent(account_id=account_id, client=client, organization_id=connection.organization_id)
    if consent is not None:
        withdraw_consent(consent=consent, by=by)
    ended = logout_consent(account_id, connection.organization_id, client.id, WITHDRAWN)
    audit.record(
        "client.withdrawn",
        by=by,
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        organizations=(connection.organization_id,),
        before={"scopes": connection.scopes, "signed_in": connection.signed_in},
        after={"notices": ended},
    )
    messages.tell(
        "client.withdrawn",
        account_id=account_id,
        subject="client",
        subject_no=client.name_zh,
        path="/account/applications",
    )
