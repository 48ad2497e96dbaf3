"""What every change of a client shares: it is locked, written down, and told to the owner."""

from typing import Any

from sqlalchemy import select

from hub import audit, messages
from hub.identity.provider.tables import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.db import db


def locked_client(client: OAuthClient) -> OAuthClient:
    """The client as it is now, locked until the transaction ends."""
    return db.session.scalars(
        select(OAuthClient)
        .where(OAuthClient.id == client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def record_change(event: str, client: OAuthClient, *, by: Actor, **values: Any) -> None:
    """Write a change of a client down and tell its owner, when somebody else made it."""
    no = client.client_id
    audit.record(event, by=by, subject="client", subject_id=client.id, subject_no=no, **values)
    if client.owner_id is not None and client.owner_id != by.account_id:
        path = f"/developer/clients/{no}"
        messages.tell(event, account_id=client.owner_id, subject="client", subject_no=no, path=path)
