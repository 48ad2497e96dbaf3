"""What units share that shows them to be related (F-05, F-19): only keyed hashes leave here, never the values."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from hub.identity.models import BankAccount, Organization
from hub.kernel.crypto import blind_index
from hub.kernel.db import db
from hub.kernel.scope import everything

_NOT_WRITTEN = re.compile(r"[\s,，。.\-—()（）]+")


def marks_of(unit: Organization) -> Mapping[str, frozenset[str]]:
    """The unit's marks by kind: representative (or only the name), phone, e-mail, bank accounts ever, address.

    A representative without an identity number is compared by name alone, hence under a kind of its own.
    """
    marks: dict[str, frozenset[str]] = {}
    index, name = unit.legal_representative_index, unit.legal_representative
    if name:
        by_name = blind_index("organization.legal_representative", f"{name}|")
        marks["representative_name"] = frozenset({by_name})
        if index and index != by_name:
            marks["representative"] = frozenset({index})
    if unit.contact_phone_index:
        marks["phone"] = frozenset({unit.contact_phone_index})
    if unit.contact_email_index:
        marks["email"] = frozenset({unit.contact_email_index})
    if unit.registered_address:
        marks["address"] = frozenset({blind_index("organization.address", _plain(unit.registered_address))})
    with everything():
        accounts = select(BankAccount.number_index).where(BankAccount.organization_id == unit.id)
        marks["bank_account"] = frozenset(db.session.scalars(accounts))
    return marks


def _plain(address: str) -> str:
    return _NOT_WRITTEN.sub("", unicodedata.normalize("NFKC", address)).upper()


def account_mark(number: str) -> str:
    """The keyed hash of a bank account's number, comparable with the marks of kind ``bank_account``."""
    return blind_index("bank_account.number", number)


def count_units_on_phone(unit: Organization) -> int:
    """How many enterprises name the contact phone that this one names, itself included; 0 without a phone."""
    if not unit.contact_phone_index:
        return 0
    same = select(func.count()).where(
        Organization.contact_phone_index == unit.contact_phone_index, Organization.is_holder
    )
    return int(db.session.execute(same).scalar_one())


def bank_account_changed_at(organization_id: UUID) -> datetime | None:
    """When the account on which a unit is paid replaced another; None where it is its first."""
    with everything():
        accounts = select(BankAccount).where(BankAccount.organization_id == organization_id)
        rows = list(db.session.scalars(accounts))
    live = next((row for row in rows if row.ended_at is None), None)
    return live.since if live is not None and len(rows) > 1 else None
