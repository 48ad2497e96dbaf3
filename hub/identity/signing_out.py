"""Putting everybody out who was in: sessions, tokens made by hand, and what portals hold."""

from hub.identity.models import Account
from hub.identity.provider.grants import list_grants_of, revoke_grant
from hub.identity.sessions import end_sessions
from hub.identity.tokens import revoke_tokens
from hub.kernel.actor import THE_HUB, Actor


def sign_out_everywhere(account: Account, *, why: str, by: Actor = THE_HUB) -> None:
    """End every session and token of a person; portals are told by the end of the sessions."""
    end_sessions(account.id, why=why)
    revoke_tokens(account.id)
    for grant in list_grants_of(account.id):
        revoke_grant(grant, why, by=by)
