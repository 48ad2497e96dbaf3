"""What an area has to see to before its year ends, what will carry over, and the year's statement of each holder."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from hub import audit, identity, ledger, policy
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_today
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.ledger import Balances, Hold, JournalEntry, Payable, SettleLine
from hub.settlement.models import Batch
from hub.settlement.queries import find_budget
from hub.settlement.reconciling import list_blocked
from hub.vouchers import Instrument
from schemas.terms import BatchState, HoldState, Role, yuan

ENDED = (BatchState.CLOSED, BatchState.DISCARDED)


@dataclass(frozen=True)
class NextPolicy:
    """Which version governs a programme on the first day of next year; None: nobody has published one."""

    programme: str
    label: str | None
    begins: date | None
    unconfirmed: int


@dataclass(frozen=True)
class Waiting:
    """How many there are, what they come to in fen, and since when the oldest waits."""

    count: int = 0
    amount_fen: int = 0
    since: date | None = None


@dataclass(frozen=True)
class YearEnd:
    """The checklist of an area and year.

    ``expiring``: vouchers with quota that nobody has spent; ``reserved``: orders not submitted for redemption, which
    lapse with it; ``submitted``: what stays payable next year (G-07); ``owed``: awards in no batch; ``open_batches``:
    batches whose payment the bank has not confirmed; ``blocked_lines``: bank lines that wait for a person; ``holders``:
    the statement of the year.
    """

    area: str
    year: int
    policies: list[NextPolicy]
    budget_set: bool
    expiring: Waiting
    reserved: Waiting
    submitted: Waiting
    owed: Waiting
    open_batches: list[str]
    blocked_lines: int
    holders: list["HolderYear"]


@dataclass
class HolderYear:
    """One holder's year in one programme, in fen: granted = reserved + used + expired + available."""

    holder_id: UUID
    programme: str
    figures: list[Balances] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum over the holder's vouchers of a figure of ``Balances``, such as ``used_fen``."""
        return sum(getattr(one, name) for one in self.figures)


COLUMNS = ("granted_fen", "used_fen", "reserved_fen", "expired_fen", "available_fen")


def year_end_of(area: str, year: int, on: date | None = None) -> YearEnd:
    """The checklist; the caller has the right to read the area's money."""
    rows = statement_of_year(area, year, on)
    unspent = [row.total("available_fen") for row in rows if row.total("available_fen")]
    return YearEnd(
        area=area,
        year=year,
        policies=[_next_policy(code, area, year) for code in _programmes(area, year)],
        budget_set=find_budget(area, year + 1) is not None,
        expiring=Waiting(len(unspent), sum(unspent)),
        reserved=_holds(area, year, HoldState.HELD),
        submitted=_holds(area, year, HoldState.CLAIMED),
        owed=_owed(area),
        open_batches=_open_batches(area),
        blocked_lines=len(list_blocked(area)),
        holders=rows,
    )


def statement_of_year(area: str, year: int, on: date | None = None) -> list[HolderYear]:
    """What each holder was granted in a year of the area, and what had become of it by a day, by programme."""
    found = select(Instrument.id, Instrument.holder_id, Instrument.programme).where(
        Instrument.area == area, Instrument.year == year
    )
    vouchers = db.session.execute(found.order_by(Instrument.programme, Instrument.holder_id)).all()
    figures = ledger.balances_on([row.id for row in vouchers], on or business_today())
    years: dict[tuple[UUID, str], HolderYear] = {}
    for row in vouchers:
        of = years.setdefault((row.holder_id, row.programme), HolderYear(row.holder_id, row.programme))
        of.figures.append(figures.get(row.id, Balances()))
    return list(years.values())


def years_of_holder(holder_id: UUID) -> list[tuple[str, int]]:
    """The areas and years in which a unit was issued vouchers, latest first."""
    found = select(Instrument.area, Instrument.year).where(Instrument.holder_id == holder_id).distinct()
    return [(row.area, row.year) for row in db.session.execute(found.order_by(Instrument.year.desc(), Instrument.area))]


def take_statement(*, area: str, year: int, by: Actor, on: date | None = None) -> str:
    """The year's statement as a table, for somebody who takes it away: that is put on record.

    Raises:
        Forbidden: no finance role in the area.
    """
    if not by.has(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, area=area):
        raise Forbidden()
    audit.record("data.exported", by=by, subject="data", subject_id=new_id(), subject_no=f"{area}/{year}", areas=[area])
    return statement_csv(statement_of_year(area, year, on))


def statement_csv(rows: Sequence[HolderYear]) -> str:
    """The year's statement as a table with its sums in the last row; yuan. Texts never begin a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["统一社会信用代码", "企业", "计划", "发放", "已使用", "已占用", "已失效", "可用"])
    units = {unit.id: unit for unit, _ in identity.payees({row.holder_id for row in rows})}
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        unit = units[row.holder_id]
        writer.writerow([unit.uscc, _text(unit.name), row.programme, *(yuan(row.total(name)) for name in COLUMNS)])
        for name in COLUMNS:
            sums[name] += row.total(name)
    writer.writerow(["#total", "", len(rows), *(yuan(sums[name]) for name in COLUMNS)])
    return out.getvalue()


def _text(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _programmes(area: str, year: int) -> list[str]:
    """The programmes with vouchers this year and those whose policy names the area now."""
    issued = select(Instrument.programme).where(Instrument.area == area, Instrument.year == year).distinct()
    now = {one.programme for one in policy.list_policies(date(year, 12, 31)) if one.area == area}
    return sorted(now | set(db.session.scalars(issued)))


def _next_policy(programme: str, area: str, year: int) -> NextPolicy:
    try:
        version = policy.policy_in_force(programme, area, date(year + 1, 1, 1))
    except policy.PolicyNotInForce:
        return NextPolicy(programme, None, None, 0)
    return NextPolicy(programme, version.label, version.effective_from, len(policy.values_to_confirm(version)))


def _holds(area: str, year: int, state: HoldState) -> Waiting:
    found = (
        select(func.count(), func.coalesce(func.sum(Hold.amount_fen), 0), func.min(JournalEntry.business_date))
        .join(JournalEntry, JournalEntry.id == Hold.tx_id)
        .where(Hold.area == area, Hold.year == year, Hold.state == state)
    )
    row = db.session.execute(found).one()
    return Waiting(row[0], int(row[1]), row[2])


def _owed(area: str) -> Waiting:
    settled = select(SettleLine.payable_id).where(SettleLine.payable_id == Payable.id).exists()
    found = select(func.count(), func.coalesce(func.sum(Payable.amount_fen), 0), func.min(Payable.agreed_at)).where(
        Payable.payer_area == area, Payable.kind == "AWARD", Payable.cancelled_at.is_(None), ~settled
    )
    row = db.session.execute(found).one()
    return Waiting(row[0], int(row[1]), row[2].astimezone(SHANGHAI).date() if row[2] else None)


def _open_batches(area: str) -> list[str]:
    found = select(Batch.no).where(Batch.payer_area == area, Batch.state.not_in(ENDED)).order_by(Batch.no)
    return list(db.session.scalars(found))
