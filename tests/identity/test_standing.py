"""An account's roles are read once in a transaction; what this transaction changes counts at once all the same."""

import pytest
from sqlalchemy import event

from hub import identity
from hub.identity import Account
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Role

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def account(session: None) -> Account:
    """Somebody without a role."""
    made = Account(display_name="测试人", registered_at=utc_now())
    db.session.add(made)
    db.session.flush()
    return made


def roles_of(actor: Actor) -> set[Role]:
    """The roles an actor holds."""
    return {granted.role for granted in actor.roles}


def test_a_role_given_taken_or_changed_in_this_transaction_counts_at_once(account: Account) -> None:
    assert roles_of(identity.actor_for(account.id)) == set()
    grant = identity.grant_role(account=account, role=Role.AUDITOR, by=THE_HUB)
    assert roles_of(identity.actor_for(account.id)) == {Role.AUDITOR}
    grant.role = Role.EXPERT
    assert roles_of(identity.actor_for(account.id)) == {Role.EXPERT}
    grant.revoked_at = utc_now()
    assert roles_of(identity.actor_for(account.id)) == set()


def test_a_disabled_account_has_no_roles_at_once(account: Account) -> None:
    identity.grant_role(account=account, role=Role.AUDITOR, by=THE_HUB)
    assert roles_of(identity.actor_for(account.id)) == {Role.AUDITOR}
    account.disabled_at = utc_now()
    assert roles_of(identity.actor_for(account.id)) == set()


def test_what_is_undone_is_forgotten(account: Account) -> None:
    part = db.session.begin_nested()
    identity.grant_role(account=account, role=Role.AUDITOR, by=THE_HUB)
    assert roles_of(identity.actor_for(account.id)) == {Role.AUDITOR}
    part.rollback()
    assert roles_of(identity.actor_for(account.id)) == set()


def test_asking_twice_reads_once(account: Account) -> None:
    sent: list[str] = []
    identity.actor_for(account.id)
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
    identity.actor_for(account.id)
    assert sent == []
