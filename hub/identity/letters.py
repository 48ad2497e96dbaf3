"""Letters of authority 授权书: for whom, from when until when, and taken back; an agent acts while one is in force.

An agent without any letter acts by the word of the unit's administrator. Once the unit keeps a letter for somebody,
that person acts as its agent on the days of a letter only, whatever jobs have run.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, messages
from hub.identity.account_tables import Account, RoleGrant
from hub.identity.evidence import NewFile, store_evidence
from hub.identity.organization_tables import Organization
from hub.identity.roles import list_grants
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import Key, Model, db
from hub.kernel.errors import Invalid, NotFound
from hub.kernel.files import StoredFile, find_attached
from hub.kernel.scope import Scoped, everything
from schemas.terms import Role

BY_LETTER = frozenset({Role.HOLDER_AGENT, Role.INSTITUTION_STAFF})


class LetterOfAuthority(Scoped, Model):
    """One letter: first and last day included, no last day: until it is taken back."""

    __tablename__ = "letter_of_authority"
    __scope__ = {"organizations": ("organization_id",)}
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)

    def in_force(self, on: date) -> bool:
        """Whether it holds on this day."""
        ended = self.valid_until is not None and self.valid_until < on
        return self.revoked_at is None and self.valid_from <= on and not ended


class LetterDays(Invalid):
    """The letter would end before it begins, or has ended already."""

    code = "letter.days_wrong"
    zh = "授权终止日期早于起始日期或今天，请更正。"
    en = "The last day of the letter lies before its first or before today: correct it."


class LetterUnknown(NotFound):
    """The unit has no such letter, or it was taken back before."""

    code = "letter.unknown"
    zh = "没有找到该授权书，或已撤销。"
    en = "There is no such letter, or it was taken back."


def add_letter(
    *, unit: Organization, account: Account, file: NewFile, valid_from: date, valid_until: date | None, by: Actor
) -> LetterOfAuthority:
    """Keep a letter for somebody who acts for the unit.

    Raises:
        LetterDays: it could never be in force from today.
        FileRefused: it is no image or PDF, or too large.
    """
    if valid_until is not None and valid_until < max(valid_from, business_today()):
        raise LetterDays(field="valid_until")
    stored = store_evidence(file, unit=unit, by=by)
    return keep_letter(unit=unit, account=account, stored=stored, valid_from=valid_from, valid_until=valid_until, by=by)


def keep_letter(
    *,
    unit: Organization,
    account: Account,
    stored: StoredFile,
    valid_from: date,
    valid_until: date | None,
    by: Actor,
) -> LetterOfAuthority:
    """Write down a letter whose file is here already, as the one that came with an invitation."""
    letter = LetterOfAuthority(
        organization_id=unit.id,
        account_id=account.id,
        file_id=stored.id,
        file_name=stored.name,
        valid_from=valid_from,
        valid_until=valid_until,
        added_by=by.name,
        added_at=business_now(),
    )
    db.session.add(letter)
    db.session.flush()
    _record("role.delegated", letter, unit, account, by=by)
    return letter


def revoke_letter(*, unit: Organization, letter_id: UUID, reason: str, by: Actor) -> LetterOfAuthority:
    """Take a letter back; from the next request on it authorizes nothing.

    Raises:
        LetterUnknown: the unit has no such letter in force or to come.
    """
    letter = db.session.get(LetterOfAuthority, letter_id, with_for_update=True)
    if letter is None or letter.organization_id != unit.id or letter.revoked_at is not None:
        raise LetterUnknown()
    letter.revoked_at, letter.revoked_by, letter.reason = business_now(), by.name, reason.strip() or None
    db.session.flush()
    account = db.session.get_one(Account, letter.account_id)
    _record("role.revoked", letter, unit, account, by=by)
    messages.tell(
        "role.revoked", account_id=account.id, subject="account", subject_no=unit.name, path="/account/",
        reason=letter.reason,
    )  # fmt: skip
    return letter


def revoke_letters_of(*, unit: Organization, account_id: UUID, by: Actor) -> None:
    """Take back every letter of somebody who leaves."""
    for letter in list_letters(unit, account_id):
        if letter.revoked_at is None:
            revoke_letter(unit=unit, letter_id=letter.id, reason="", by=by)


def list_letters(unit: Organization, account_id: UUID) -> Sequence[LetterOfAuthority]:
    """The letters a unit keeps for somebody, the newest first."""
    found = select(LetterOfAuthority).where(
        LetterOfAuthority.organization_id == unit.id, LetterOfAuthority.account_id == account_id
    )
    return db.session.scalars(found.order_by(LetterOfAuthority.valid_from.desc(), LetterOfAuthority.id.desc())).all()


def letters_ending(unit_id: UUID, on: date) -> Sequence[tuple[LetterOfAuthority, Account]]:
    """Letters in force that have a last day and whose person has no later one, the first to end first."""
    found = select(LetterOfAuthority, Account).join(Account, Account.id == LetterOfAuthority.account_id)
    rows = db.session.execute(found.where(LetterOfAuthority.organization_id == unit_id)).all()
    live = [(letter, account) for letter, account in rows if letter.revoked_at is None]
    last = {
        account.id: max((one.valid_until or date.max) for one, whose in live if whose.id == account.id)
        for _, account in live
    }
    ending = [
        (letter, account) for letter, account in live if letter.valid_until == last[account.id] and letter.in_force(on)
    ]
    return sorted(ending, key=lambda pair: pair[0].valid_until or date.max)


def find_letter_file(unit: Organization, letter_id: UUID) -> StoredFile:
    """The file of a letter, for the unit's administrators.

    Raises:
        LetterUnknown: the unit has no such letter.
    """
    letter = db.session.get(LetterOfAuthority, letter_id)
    stored = find_attached(letter.file_id) if letter is not None and letter.organization_id == unit.id else None
    if stored is None:
        raise LetterUnknown()
    return stored


def with_authority(account_id: UUID, grants: Iterable[RoleGrant]) -> list[RoleGrant]:
    """The grants without those of an agent all of whose letters have ended, are to come or were taken back."""
    held = list(grants)
    units = {grant.organization_id for grant in held if grant.role in BY_LETTER}
    if not units:
        return held
    today = business_today()
    with everything():
        kept = db.session.scalars(
            select(LetterOfAuthority).where(
                LetterOfAuthority.account_id == account_id, LetterOfAuthority.organization_id.in_(units)
            )
        ).all()
    lapsed = {letter.organization_id for letter in kept} - {one.organization_id for one in kept if one.in_force(today)}
    return [grant for grant in held if grant.role not in BY_LETTER or grant.organization_id not in lapsed]


def lapsed_for(account_id: UUID) -> list[Organization]:
    """The units for which somebody could act if a letter were in force: to be said on their account's page."""
    grants = list_grants(account_id)
    lost = {grant.organization_id for grant in grants} - {
        grant.organization_id for grant in with_authority(account_id, grants)
    }
    found = select(Organization).where(Organization.id.in_(one for one in lost if one is not None))
    return list(db.session.scalars(found.order_by(Organization.name))) if lost else []


def _record(event: str, letter: LetterOfAuthority, unit: Organization, account: Account, *, by: Actor) -> None:
    audit.record(
        event,
        by=by,
        subject="account",
        subject_id=account.id,
        subject_no=account.username or account.display_name,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"what": "letter of authority", "from": letter.valid_from, "until": letter.valid_until},
        reason=letter.reason,
    )
