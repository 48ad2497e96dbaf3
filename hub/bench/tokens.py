"""Access tokens for the buyers of a benchmark, so that orders can come in through the API."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Flask

from hub.bench.world import Buyer
from hub.identity import Account, RoleGrant, create_token
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role


def tokens_for(app: Flask, buyers: Sequence[Buyer]) -> list[tuple[str, str]]:
    """(bearer token, voucher number) of each buyer, with the scopes an order needs."""
    with app.app_context(), scope.everything(), unit_of_work():
        return [(_token(buyer), buyer.instrument_no) for buyer in buyers]


def _token(buyer: Buyer) -> str:
    now = utc_now()
    account = Account(display_name="基准", registered_at=now)
    db.session.add(account)
    db.session.flush()
    db.session.add(
        RoleGrant(
            account_id=account.id,
            role=Role.HOLDER_AGENT,
            organization_id=buyer.actor.organization_id,
            granted_by="bench",
            granted_at=now,
        )
    )
    db.session.flush()
    actor = replace(buyer.actor, account_id=account.id)
    return create_token(actor=actor, name="bench", scopes=["order.read", "order.write"])[1]
