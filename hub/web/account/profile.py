"""The account: who one is to the hub, masked; and the same in full after a code, which is recorded (P23)."""

from flask.typing import ResponseReturnValue

from hub import audit, identity
from hub.kernel.db import unit_of_work
from hub.kernel.errors import NotFound
from hub.web.account import bp
from hub.web.guards import allow, current_actor, current_session, needs_fresh_code
from hub.web.page import render


@bp.get("/")
@allow()
def show_account() -> ResponseReturnValue:
    """Username, name, phone, roles and ways in."""
    account = own_account()
    return render(
        "account/show.html",
        account=account,
        name=identity.mask_name(account.display_name),
        phone=identity.mask_phone(account.phone) if account.phone else None,
        grants=identity.list_grants(account.id),
        units={unit.id: unit.name for unit in identity.organizations_of(account.id)},
        identities=identity.list_external_identities(account.id),
        lapsed=identity.letters.lapsed_for(account.id),
    )


@bp.get("/private")
@allow()
@needs_fresh_code
def show_private() -> ResponseReturnValue:
    """One's own data unmasked."""
    account = own_account()
    with unit_of_work():
        audit.record(
            "data.revealed", by=current_actor(), subject="account", subject_id=account.id, purpose="own account"
        )
    return render("account/private.html", account=account)


def own_account() -> identity.Account:
    """The account of whoever is signed in."""
    session = current_session()
    if session is None:
        raise NotFound()
    return identity.get_account(session.account_id)
