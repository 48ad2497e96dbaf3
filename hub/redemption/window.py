"""Window service: an officer enters a redemption for a firm that brings paper, on its authorization."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import orders
from hub.identity import Organization, actor_for
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import business_now
from hub.kernel.db import Key, Model, append_only, db
from hub.kernel.files import FileRule, store_file
from hub.kernel.scope import Scoped, everything
from hub.redemption import desk_errors, errors, telling
from hub.redemption.drafting import draft_redemption
from hub.redemption.models import Redemption
from hub.redemption.whole import whole
from schemas.terms import Assurance, Role

MAY_ENTER = (Role.REVIEWER_INITIAL, Role.AREA_ADMIN)
AUTHORIZATION = FileRule(kinds=("pdf", "jpg", "png"), max_bytes=5_242_880)


@append_only
class WindowEntry(Scoped, Model):
    """A redemption that an officer entered, for whom, on which authorization; who entered it does not review it."""

    __tablename__ = "window_entry"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    id: Mapped[Key]
    redemption_id: Mapped[UUID] = mapped_column(ForeignKey("redemption.id"), unique=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    officer_id: Mapped[UUID] = mapped_column(Uuid)
    officer_name: Mapped[str] = mapped_column(Text)
    handed_in_by: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID] = mapped_column(Uuid)
    file_name: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime]


@whole
def open_entry(
    *,
    unit: Organization,
    order_nos: Sequence[str],
    handed_in_by: str,
    stream: IO[bytes],
    name: str,
    by: Actor,
) -> Redemption:
    """Begin a redemption of the firm's orders in its name, with the scan of its authorization.

    Raises:
        OtherArea: an order belongs to another area than the officer's.
    """
    chosen = [orders.get_order(no) for no in dict.fromkeys(order_nos)]
    for order in chosen:
        if order.holder_id != unit.id or not order.area or not by.has(*MAY_ENTER, area=order.area):
            raise desk_errors.OtherArea(no=order.no, field="orders")
    drafted = draft_redemption(orders=chosen, by=on_behalf(by, unit.id))
    stored = store_file(stream, name=name, organization_id=unit.id, rule=AUTHORIZATION, by=on_behalf(by, unit.id))
    assert by.account_id is not None
    entry = WindowEntry(
        redemption_id=drafted.id, area=drafted.area, holder_id=unit.id, officer_id=by.account_id,
        officer_name=by.name, handed_in_by=handed_in_by.strip(), file_id=stored.id, file_name=stored.name,
        entered_at=business_now(),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    telling.record("redemption.entered", drafted, by=by, after={"handed_in_by": handed_in_by, "file": stored.name})
    telling.tell_holder("redemption.entered", drafted)
    return drafted


def on_behalf(officer: Actor, holder_id: UUID) -> Actor:
    """The officer acting for the firm: its agent, with the officer's account, so that everybody sees who typed."""
    return Actor(
        account_id=officer.account_id,
        name=f"{officer.name}（窗口代办）",
        organization_id=holder_id,
        roles=frozenset({GrantedRole(Role.HOLDER_AGENT, organization_id=holder_id)}),
        assurance=Assurance.SUBSTANTIAL,
        second_factor=officer.second_factor,
    )


def find_entry(redemption_id: UUID) -> WindowEntry | None:
    """How a redemption came in at the window, or None."""
    with everything():
        found = select(WindowEntry).where(WindowEntry.redemption_id == redemption_id)
        return db.session.execute(found).scalar_one_or_none()


def list_entries(officer: Actor) -> Sequence[tuple[WindowEntry, Redemption]]:
    """What was entered at the window in this officer's areas, the latest first."""
    found = (
        select(WindowEntry, Redemption)
        .join(Redemption, Redemption.id == WindowEntry.redemption_id)
        .where(WindowEntry.area.in_(sorted(officer.areas(*MAY_ENTER))))
    )
    rows = db.session.execute(found.order_by(WindowEntry.entered_at.desc()).limit(100)).all()
    return [(entry, redemption) for entry, redemption in rows]


def agent_for(redemption: Redemption, officer: Actor) -> Actor:
    """Who types for the firm in this entry: an officer of its area who may.

    Raises:
        RedemptionUnknown: it did not come in at the window.
    """
    entry = find_entry(redemption.id)
    if entry is None or not officer.has(*MAY_ENTER, area=redemption.area):
        raise errors.RedemptionUnknown()
    assert officer.account_id is not None
    return on_behalf(actor_for(officer.account_id), redemption.holder_id)


def entered_by(redemption_id: UUID) -> UUID | None:
    """The officer who entered it and hence does not review it (F-17), or None."""
    entry = find_entry(redemption_id)
    return entry.officer_id if entry else None
