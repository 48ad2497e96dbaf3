"""Where a unit is paid, and the day of rest in which that cannot change because a contact or a way in just did."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from hub import audit
from hub.identity.linking_errors import BankDataLocked
from hub.identity.models import Account, BankAccount, Organization, RoleGrant
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db
from hub.kernel.scope import everything
from schemas.terms import Role

# Whoever took over a phone or a way in must not redirect money before its owner has heard of it (contracts.md §1).
BANK_LOCKED_FOR = timedelta(hours=24)
ADMINS = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)


def set_bank_account(
    *, organization: Organization, holder_name: str, bank_name: str, number: str, by: Actor
) -> BankAccount:
    """Name the account that the unit is paid on; the one before it ends and stays on record.

    Raises:
        BankDataLocked: a contact or a way in of the unit, or of whoever does this, changed in the last 24 hours.
    """
    with everything():
        # Held until the end: a link made at the same moment waits for this, or this sees its lock.
        held = select(Organization).where(Organization.id == organization.id).with_for_update()
        db.session.scalars(held.execution_options(populate_existing=True)).one()
        _refuse_while_locked(organization, by)
        account, before = _replace(organization.id, holder_name=holder_name, bank_name=bank_name, number=number)
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=organization.id,
        subject_no=organization.uscc,
        organizations=(organization.id,),
        before={"bank_account": f"…{before.last4}"} if before else None,
        after={"bank_account": f"…{account.last4}"},
    )
    return account


def lock_bank_data(account: Account) -> None:
    """Let nobody change where this person's units are paid for 24 hours: the account's phone or ways in changed."""
    administered = select(RoleGrant.organization_id).where(
        RoleGrant.account_id == account.id, RoleGrant.role.in_(ADMINS), RoleGrant.revoked_at.is_(None)
    )
    until = business_now() + BANK_LOCKED_FOR
    units = select(Organization).where(Organization.id.in_(administered)).order_by(Organization.id).with_for_update()
    with everything():
        for unit in db.session.scalars(units.execution_options(populate_existing=True)):
            unit.bank_locked_until = max(until, unit.bank_locked_until or until)
    db.session.flush()


def bank_locked_until(organization: Organization, account: Account | None = None) -> datetime | None:
    """Until when bank data of the unit cannot be changed (by this person), in business time; None: they can."""
    ends = [organization.bank_locked_until]
    if account is not None and account.phone_changed_at is not None:
        ends.append(account.phone_changed_at + BANK_LOCKED_FOR)
    latest = max((end for end in ends if end is not None), default=None)
    return latest.astimezone(SHANGHAI) if latest is not None and latest > business_now() else None


def payees(organization_ids: Collection[UUID]) -> list[tuple[Organization, BankAccount | None]]:
    """Units in the order of their codes, each with the account on which it is paid now, if it has one."""
    paid_on = (BankAccount.organization_id == Organization.id) & BankAccount.ended_at.is_(None)
    found = select(Organization, BankAccount).outerjoin(BankAccount, paid_on).order_by(Organization.uscc)
    with everything():
        rows = db.session.execute(found.where(Organization.id.in_(organization_ids))).all()
    return [(row[0], row[1]) for row in rows]


_PAYOUT_ACCOUNT = select(BankAccount).where(
    BankAccount.organization_id == bindparam("organization_id"), BankAccount.ended_at.is_(None)
)


def payout_account(organization_id: UUID) -> BankAccount | None:
    """The bank account on which a unit is paid now, or None; callers reached the unit through rows of their own."""
    with everything():
        return db.session.scalars(_PAYOUT_ACCOUNT, {"organization_id": organization_id}).one_or_none()


def _refuse_while_locked(organization: Organization, by: Actor) -> None:
    person = db.session.get(Account, by.account_id) if by.account_id else None
    until = bank_locked_until(organization, person)
    if until is not None:
        raise BankDataLocked(until=f"{until:%Y-%m-%d %H:%M}")


def _replace(
    organization_id: UUID, *, holder_name: str, bank_name: str, number: str
) -> tuple[BankAccount, BankAccount | None]:
    now = business_now()
    before = payout_account(organization_id)
    if before is not None:
        before.ended_at = now
        db.session.flush()
    account = BankAccount(
        organization_id=organization_id,
        holder_name=holder_name,
        bank_name=bank_name,
        number=number,
        number_index=blind_index("bank_account.number", number),
        last4=number[-4:],
        since=now,
    )
    db.session.add(account)
    db.session.flush()
    return account, before
