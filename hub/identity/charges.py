"""Who of a unit is in charge of something it began: whoever began it, until it was handed over to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, Uuid, and_, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, messages
from hub.identity.account_tables import Account
from hub.identity.organization_tables import Organization
from hub.identity.roles import list_grants
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import Key, Model, db
from hub.kernel.errors import Invalid, Refused
from hub.kernel.scope import Scoped
from hub.kernel.states import StateChange


class Charge(Scoped, Model):
    """Something that was handed over: who is in charge of it now."""

    __tablename__ = "charge"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (UniqueConstraint("organization_id", "subject", "subject_id"),)
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Open:
    """Something open that somebody is in charge of: its table and kind, number and page, what it is and stands at."""

    table: str
    subject: str
    subject_id: UUID
    no: str
    path: str
    title: str
    state: str


class NoSuccessor(Invalid):
    """Whoever is named does not act for the unit, or is the one who leaves."""

    code = "charge.no_successor"
    zh = "请选择本单位的另一名人员接手。"
    en = "Choose another person of the unit to take over."


class WorkLeft(Refused):
    """Somebody who leaves is in charge of things that are open."""

    code = "charge.work_left"
    zh = "该人员还有 {count} 项未办结的事项，请选择接手的同事。"
    en = "This person is in charge of {count} open things: choose the colleague who takes them over."


def in_charge_of(table: Any, *, unit_id: UUID, account_id: UUID) -> ColumnElement[bool]:
    """Whether somebody is in charge of a row of a unit, as a condition within a query of that table."""
    handed = exists().where(
        Charge.organization_id == unit_id, Charge.subject == table.__tablename__, Charge.subject_id == table.id
    )
    born = exists().where(
        StateChange.subject_id == table.id,
        StateChange.subject == table.__tablename__,
        StateChange.from_state.is_(None),
        StateChange.account_id == account_id,
    )
    return or_(handed.where(Charge.account_id == account_id), and_(born, ~handed))


def person_in_charge(unit_id: UUID, subject: str, subject_id: UUID) -> str | None:
    """The name of whoever is in charge; None where no person of the unit began it."""
    handed = select(Account.display_name).join(Charge, Charge.account_id == Account.id)
    name = db.session.scalars(
        handed.where(Charge.organization_id == unit_id, Charge.subject == subject, Charge.subject_id == subject_id)
    ).one_or_none()
    if name is not None:
        return name
    born = select(StateChange.actor_name).where(
        StateChange.subject == subject,
        StateChange.subject_id == subject_id,
        StateChange.from_state.is_(None),
        StateChange.account_id.is_not(None),
    )
    return db.session.scalars(born.limit(1)).first()


def hand_over(
    *, unit: Organization, leaving: Account, successor_id: UUID | None, work: Sequence[Open], note: str, by: Actor
) -> None:
    """Put a colleague in charge of everything that is open; both are told, and each thing is on record.

    Raises:
        WorkLeft: nobody is named.
        NoSuccessor: whoever is named cannot take over.
    """
    if not work:
        return
    if successor_id is None:
        raise WorkLeft(count=len(work), field="successor")
    acts_for = {grant.organization_id for grant in list_grants(successor_id)}
    if successor_id == leaving.id or unit.id not in acts_for:
        raise NoSuccessor(field="successor")
    successor = db.session.get_one(Account, successor_id)
    for one in work:
        _put_in_charge(unit, one, successor, by)
        audit.record(
            "role.delegated",
            by=by,
            subject=one.subject,
            subject_id=one.subject_id,
            subject_no=one.no,
            areas=(unit.area,),
            organizations=(unit.id,),
            before={"in_charge": leaving.display_name},
            after={"in_charge": successor.display_name},
            reason=note or None,
        )
    several = f"{work[0].no} 等 {len(work)} 项" if len(work) > 1 else work[0].no
    messages.tell(
        "role.delegated", account_id=successor.id, subject=work[0].subject, subject_no=several,
        path="/account/work" if len(work) > 1 else work[0].path, reason=note or None,
    )  # fmt: skip


def _put_in_charge(unit: Organization, one: Open, successor: Account, by: Actor) -> None:
    found = select(Charge).where(
        Charge.organization_id == unit.id, Charge.subject == one.table, Charge.subject_id == one.subject_id
    )
    charge = db.session.scalars(found).one_or_none()
    charge = charge or Charge(organization_id=unit.id, subject=one.table, subject_id=one.subject_id)
    charge.account_id, charge.since, charge.given_by = successor.id, business_now(), by.name
    db.session.add(charge)
    db.session.flush()
