"""The phone that receives a person's codes: kept encrypted and findable, and changed in one place only."""

from hub import audit, messages
from hub.identity.bank import lock_bank_data
from hub.identity.codes import phone_index
from hub.identity.models import Account
from hub.identity.roles import require_apart
from hub.identity.rules import mask_name, plain_phone
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db


def set_phone(account: Account, phone: str | None) -> None:
    """Keep the phone of somebody who is being entered, encrypted and findable."""
    account.phone = plain_phone(phone) if phone else None
    account.phone_index = phone_index(account.phone) if account.phone else None
    db.session.flush()


def change_phone(*, account: Account, phone: str, by: Actor, reason: str) -> bool:
    """Send codes to another phone from here on: the old one is told, and bank data rest for 24 hours.

    Returns whether it is another one. The caller has made sure whose phone it is.
    """
    before = account.phone
    changed = take_phone(account=account, phone=phone, by=by, reason=reason)
    if changed and before is not None:
        messages.send_sms(before, "phone_changed")
        messages.tell(
            "account.contact_changed",
            account_id=account.id,
            subject="account",
            subject_no=name_of(account),
            path="/account/sessions",
        )
    return changed


def take_phone(*, account: Account, phone: str, by: Actor, reason: str) -> bool:
    """What ``change_phone`` does, for a caller that tells the old phone of more than this.

    Raises:
        RolesClash: with that phone the person would hold, by two accounts, roles that nobody may hold together.
    """
    if plain_phone(phone) == account.phone:
        return False
    set_phone(account, phone)
    require_apart(account)
    account.phone_changed_at = business_now()
    lock_bank_data(account)
    audit.record(
        "account.contact_changed",
        by=by,
        subject="account",
        subject_id=account.id,
        subject_no=account.username,
        after={"what": "phone"},
        reason=reason,
    )
    return True


def name_of(account: Account) -> str:
    """By what an account is called in a message: its username, or for people of a region their masked name."""
    return account.username or mask_name(account.display_name)
