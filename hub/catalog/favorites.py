"""What a person keeps at hand for their unit: services, instruments, institutions (CSJ-53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.catalog.errors import ListingUnknown
from hub.catalog.listing_tables import Favorite
from hub.catalog.models import Equipment, Service, Shop
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id

KINDS: dict[str, Any] = {"SERVICE": Service, "INSTRUMENT": Equipment, "INSTITUTION": Shop}
MOST = 500


@dataclass(frozen=True)
class Kept:
    """A favorite as it stands in the list: the thing itself, or None where it is gone."""

    kind: str
    no: str
    item: Any
    offered: bool


def keep(*, kind: str, no: str, by: Actor) -> None:
    """Keep it; twice is once.

    Raises:
        ListingUnknown: there is no such thing.
    """
    if _find(kind, no) is None:
        raise ListingUnknown()
    account_id, organization_id = _whose(by)
    row = insert(Favorite).values(
        id=new_id(), account_id=account_id, organization_id=organization_id, kind=kind, no=no, kept_at=business_now()
    )
    db.session.execute(row.on_conflict_do_nothing())


def drop(*, kind: str, no: str, by: Actor) -> None:
    """Let it go; what is not kept is let go already."""
    account_id, organization_id = _whose(by)
    db.session.execute(
        delete(Favorite).where(
            Favorite.account_id == account_id,
            Favorite.organization_id == organization_id,
            Favorite.kind == kind,
            Favorite.no == no,
        )
    )


def is_kept(kind: str, no: str, *, by: Actor) -> bool:
    """Whether this person keeps it for this unit."""
    found = select(Favorite.id).where(
        Favorite.account_id == by.account_id,
        Favorite.organization_id == by.organization_id,
        Favorite.kind == kind,
        Favorite.no == no,
    )
    return db.session.execute(found).first() is not None


def list_kept(kind: str, *, by: Actor) -> Sequence[Kept]:
    """What this person keeps of a kind, the newest first."""
    account_id, organization_id = _whose(by)
    mine = select(Favorite).where(
        Favorite.account_id == account_id, Favorite.organization_id == organization_id, Favorite.kind == kind
    )
    numbers = [one.no for one in db.session.scalars(mine.order_by(Favorite.kept_at.desc()).limit(MOST))]
    table = KINDS[kind]
    found = {one.no: one for one in db.session.scalars(select(table).where(table.no.in_(numbers)))}
    return [_kept(kind, no, found.get(no)) for no in numbers]


def _kept(kind: str, no: str, item: Any) -> Kept:
    return Kept(kind, no, item, item is not None and getattr(item, "published", True))


def _find(kind: str, no: str) -> Any:
    table = KINDS[kind]
    return db.session.execute(select(table).where(table.no == no)).scalar_one_or_none()


def _whose(by: Actor) -> tuple[Any, Any]:
    if by.account_id is None or by.organization_id is None:
        raise Forbidden()
    return by.account_id, by.organization_id
