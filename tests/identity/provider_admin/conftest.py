"""People, sessions, clients and grants of the tests of client administration."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from hub import identity
from hub.identity import WebSession
from hub.identity.provider.client_rules import ClientDraft
from hub.identity.provider.clients import register_client
from hub.identity.provider.subjects import subject_for
from hub.identity.provider.tables import LogoutNotice, OAuthClient, OAuthGrant
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Assurance
from tests.identity.provider_admin.portal import Portal, listening

DRAFT = ClientDraft(
    name_zh="甲门户",
    name_en="Portal A",
    redirect_uris=("https://portal.example/callback",),
    scopes=("openid", "org", "offline_access"),
)


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal that listens."""
    with listening() as found:
        yield found


@pytest.fixture
def person(committing_app: Flask) -> UUID:
    """Somebody who may sign in."""
    with committing_app.app_context(), scope.everything(), unit_of_work():
        return identity.create_account(
            username="somebody", display_name="某人", password="a long sentence for tests"
        ).id


@pytest.fixture
def signed_in(committing_app: Flask, person: UUID) -> Callable[..., tuple[UUID, UUID]]:
    """Signs the person in at the hub and at a new portal; gives the ids of session and client."""

    def sign_in(told_at: str | None, *, scopes: tuple[str, ...] = ("openid",), sid: str = "sid-1") -> tuple[UUID, UUID]:
        with committing_app.app_context(), scope.everything(), unit_of_work():
            draft = replace(DRAFT, scopes=scopes, backchannel_logout_uri=told_at)
            client, _ = register_client(draft=draft, by=THE_HUB)
            account = identity.get_account(person)
            session, _ = identity.open_session(account=account, assurance=Assurance.LOW, browser="test")
            give_grant(client, session, sid=sid, scopes=list(scopes))
            return session.id, client.id

    return sign_in


def give_grant(client: OAuthClient, session: WebSession, *, sid: str, scopes: list[str]) -> OAuthGrant:
    """What a login at a portal leaves behind."""
    subject_for(client.sector, session.account_id)
    grant = OAuthGrant(
        client_id=client.id,
        account_id=session.account_id,
        session_id=session.id,
        sid=sid,
        scopes=scopes,
        acr="low",
        amr=["pwd"],
        authenticated_at=utc_now(),
        created_at=utc_now(),
    )
    db.session.add(grant)
    db.session.flush()
    return grant


def the(table: Any, **values: Any) -> Any:
    """The one row of a table with these values, as it is now."""
    db.session.expire_all()
    return db.session.query(table).filter_by(**values).one()


def hasten(client_id: UUID) -> None:
    """Let the wait for the next try be over."""
    with unit_of_work():
        for notice in db.session.query(LogoutNotice).filter_by(client_id=client_id, delivered_at=None):
            notice.next_try_at = utc_now() - timedelta(seconds=1)
