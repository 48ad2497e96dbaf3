"""An area's desk: applications, quotas and uses that wait, narrowed, and dealt with several at once, each by itself."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from hub import vouchers
from hub.identity import Organization, names_of_units
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError, Invalid, NotFound
from hub.orders.confirming import confirm_quota, refuse_quota
from hub.orders.desk_tables import DeskBatch, SavedFilter
from hub.orders.models import Order
from hub.orders.queries import get_order
from hub.orders.uses.ending import Consequence, consequence_of, terminate_use
from hub.orders.uses.rules import states_of
from hub.vouchers import VoucherApplication
from schemas.terms import ApplicationState, OrderState, ReviewDecision, UseState

AT_ONCE = 100
MOST_SAVED = 30
Act = Callable[[str, str, Actor], object]


@dataclass(frozen=True)
class Waiting:
    """One line of the desk."""

    no: str
    holder: str
    what: str
    amount_fen: int | None
    since: datetime
    path: str
    consequence: Consequence | None = None


class NothingTicked(Invalid):
    """Nothing was chosen, or more than one click may do."""

    code = "desk.nothing_ticked"
    zh = "请至少勾选一项，一次最多 {most} 项。"
    en = "Tick at least one and at most {most}."


class ReasonNeeded(Invalid):
    """What is sent back or refused says why."""

    code = "desk.reason_needed"
    zh = "该操作须填写理由，对方会看到。"
    en = "This needs a reason, which the other side reads."


class DeskUnknown(NotFound):
    """There is no such list, action, result or filter."""

    code = "desk.unknown"
    zh = "没有找到该清单、操作或结果。"
    en = "There is no such list, action or result."


def _approve(no: str, reason: str, by: Actor) -> object:
    application = vouchers.get_application(no)
    if vouchers.pending_review(application) is None:
        return vouchers.approve_application(application=application, amount_fen=None, mode=None, by=by)
    return vouchers.decide_stage(application=application, decision=ReviewDecision.PASS, opinion=reason, by=by)


def _return(no: str, reason: str, by: Actor) -> object:
    return vouchers.return_application(application=vouchers.get_application(no), reason=reason, by=by)


def _confirm(no: str, reason: str, by: Actor) -> object:  # noqa: ARG001 - every action takes a reason
    return confirm_quota(order=get_order(no), by=by)


def _refuse(no: str, reason: str, by: Actor) -> object:
    return refuse_quota(order=get_order(no), reason=reason, by=by)


def _terminate(no: str, reason: str, by: Actor) -> object:
    return terminate_use(order=get_order(no), reason=reason, by=by)


# List → its actions; True: says why.
ACTIONS: dict[str, dict[str, tuple[Act, bool]]] = {
    "applications": {"approve": (_approve, False), "return": (_return, True)},
    "quotas": {"confirm": (_confirm, False), "refuse": (_refuse, True)},
    "uses": {"terminate": (_terminate, True)},
}


def deal_with(*, work: str, action: str, nos: Sequence[str], reason: str, by: Actor) -> DeskBatch:
    """Do it to each, in a savepoint of its own: a refusal is a line of the result and stops no other.

    Raises:
        DeskUnknown, NothingTicked, ReasonNeeded: nothing is done.
    """
    act, says_why = ACTIONS.get(work, {}).get(action) or _unknown()
    chosen = list(dict.fromkeys(nos))
    if not 1 <= len(chosen) <= AT_ONCE:
        raise NothingTicked(most=AT_ONCE)
    if says_why and not reason.strip():
        raise ReasonNeeded(field="reason")
    batch = DeskBatch(
        area=min(by.areas()), work=work, action=action, reason=reason.strip(),
        rows=[_one(act, no, reason.strip(), by) for no in chosen],
        done_by=by.account_id, done_by_name=by.name, done_at=business_now(),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def get_batch(batch_id: UUID, by: Actor) -> DeskBatch:
    """What became of each, for whoever did it.

    Raises:
        DeskUnknown: there is no such result of this person's.
    """
    found = db.session.get(DeskBatch, batch_id)
    if found is None or found.done_by != by.account_id:
        raise DeskUnknown()
    return found


def list_waiting(
    work: str, *, areas: Collection[str], words: str = "", at_most_fen: int | None = None
) -> Sequence[Waiting]:
    """What waits in a list of these areas, the longest waiting first, at most as many as one click may do."""
    rows = (_applications if work == "applications" else _orders)(work, areas, words.strip(), at_most_fen)
    names = names_of_units({row.holder_id for row in rows})
    return [
        Waiting(
            row.no, names.get(row.holder_id, ""), what, amount_fen, since, path,
            consequence_of(row, "terminate") if work == "uses" else None,
        )
        for row, what, amount_fen, since, path in map(_shown(work), rows)
    ]  # fmt: skip


def _applications(_: str, areas: Collection[str], words: str, at_most_fen: int | None) -> Sequence[Any]:
    found = select(VoucherApplication).where(
        VoucherApplication.area.in_(areas),
        VoucherApplication.state.in_((ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW)),
    )
    if words:
        found = found.where(or_(VoucherApplication.no == words, VoucherApplication.holder_id.in_(_named(words))))
    if at_most_fen is not None:
        found = found.where(VoucherApplication.quota_fen <= at_most_fen)
    oldest = found.order_by(VoucherApplication.submitted_at, VoucherApplication.no)
    return db.session.scalars(oldest.limit(AT_ONCE)).all()


def _orders(work: str, areas: Collection[str], words: str, at_most_fen: int | None) -> Sequence[Any]:
    found = select(Order).where(Order.area.in_(areas))
    if work == "quotas":
        found = found.where(Order.state == OrderState.CONFIRMING_QUOTA, ~Order.registered)
    else:
        found = found.where(Order.registered, Order.state.in_(states_of(UseState.CONFIRMED)))
    if words:
        named = Order.holder_id.in_(_named(words))
        found = found.where(or_(Order.no == words, Order.service_name.contains(words, autoescape=True), named))
    if at_most_fen is not None:
        found = found.where(Order.planned_fen <= at_most_fen)
    return db.session.scalars(found.order_by(Order.placed_at, Order.no).limit(AT_ONCE)).all()


def _named(words: str) -> Any:
    return select(Organization.id).where(Organization.name.contains(words, autoescape=True))


def _shown(work: str) -> Callable[[Any], tuple[Any, str, int | None, datetime, str]]:
    if work == "applications":
        return lambda row: (
            row, str(row.year), row.quota_fen, row.submitted_at or row.started_at, f"/area/applications/{row.no}",
        )  # fmt: skip
    place = "orders" if work == "quotas" else "uses"
    return lambda row: (row, row.service_name, row.planned_fen, row.placed_at, f"/area/{place}/{row.no}")


def save_filter(*, work: str, name: str, words: str, at_most_fen: int | None, by: Actor) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it.

    Raises:
        DeskUnknown: there is no such list, or too many filters are kept.
    """
    kept = {one.name: one for one in list_filters(work, by)}
    if work not in ACTIONS or by.account_id is None or (name not in kept and len(kept) >= MOST_SAVED):
        raise DeskUnknown()
    row = kept.get(name) or SavedFilter(account_id=by.account_id, work=work, name=name)
    row.words, row.at_most_fen, row.saved_at = words, at_most_fen, business_now()
    db.session.add(row)
    db.session.flush()
    return row


def drop_filter(*, filter_id: UUID, by: Actor) -> None:
    """Forget a filter of one's own."""
    row = db.session.get(SavedFilter, filter_id)
    if row is None or row.account_id != by.account_id:
        raise DeskUnknown()
    db.session.delete(row)
    db.session.flush()


def list_filters(work: str, by: Actor) -> Sequence[SavedFilter]:
    """One's own filters of a list, by name."""
    found = select(SavedFilter).where(SavedFilter.account_id == by.account_id, SavedFilter.work == work)
    return db.session.scalars(found.order_by(SavedFilter.name)).all()


def _one(act: Act, no: str, reason: str, by: Actor) -> dict[str, str | None]:
    try:
        with db.session.begin_nested():
            act(no, reason, by)
    except HubError as refusal:
        said = {"zh": refusal.text("zh"), "en": refusal.text("en")}
        return {"no": no, "outcome": "refused", "code": refusal.code, **said}
    return {"no": no, "outcome": "done", "code": None, "zh": "", "en": ""}


def _unknown() -> tuple[Act, bool]:
    raise DeskUnknown()
