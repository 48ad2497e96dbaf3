"""A year of five payers by a seed: orders, awards, reversals, runs that crash, banks that lose, double and return.

Everything that happened is kept in a plain model beside the hub; at the end of every quarter all invariants hold, and
at the end of the year hub and model agree to the fen. ``make simulate`` plays a hundred thousand orders.
"""

import random
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

from sqlalchemy import select, text

from hub import ledger, settlement
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db, unit_of_work
from hub.ledger import Payable, SettleLine
from hub.settlement import Batch, Payout, run
from hub.settlement.rules import previous_month
from schemas.terms import BatchState, HoldState, PayoutState, Role
from tests.ledger.makers import APPROVER as SECOND
from tests.ledger.makers import OFFICER as FIRST
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import bank, row, unit

YEAR = 2021
PAYERS = ("maanshan", "wujiang", "jiashan", "binjiang", "xiangcheng")
PAYEES = {"I01": "shanghai", "I02": "zhejiang", "I05": "anhui"}
TOGETHER = 200
CRASHES = ("settlement.opened", "settlement.collected", "settlement.claiming", "settlement.posted")


class Crashed(Exception):
    """The process died at a failpoint."""


@dataclass
class Model:
    """What ought to be, in fen, by payer."""

    awarded: Counter[str] = field(default_factory=Counter)
    reversed: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)


class Year:
    """The year while it is played."""

    def __init__(self, seed: int, orders: int, payers: tuple[str, ...] = PAYERS) -> None:
        self.draw = random.Random(seed)
        self.orders = orders
        self.payers = payers
        self.model = Model()
        self.vouchers: list[Voucher] = []
        self.reserved: list[tuple[Voucher, UUID, int]] = []
        self.unpublished: list[tuple[UUID, str, int, date]] = []
        self.published: list[tuple[UUID, str, int]] = []
        self.late: dict[str, list[str]] = defaultdict(list)
        self.quiet = False
        role = {area: frozenset({GrantedRole(r, area) for r in (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)})
                for area in PAYERS}  # fmt: skip
        self.officer = {area: Actor(UUID(int=101), "经办", roles=role[area]) for area in PAYERS}
        self.approver = {area: Actor(UUID(int=102), "复核", roles=role[area]) for area in PAYERS}

    def play(self) -> Counter[str]:
        """All twelve months and the January after; how often each kind of thing was done."""
        with unit_of_work():
            at(f"{YEAR}-01-04T09:00:00+08:00")
            self.payees = {name: (unit(name).id, region) for name, region in PAYEES.items()}
            self.vouchers = [Voucher(10**11, area=area).grant() for area in self.payers for _ in range(3)]
        for month in range(1, 13):
            self._month(month)
        with unit_of_work():
            at(f"{YEAR + 1}-01-01T00:00:05+08:00")
            ledger.expire_year(YEAR, by=FIRST)
        for month in (1, 2, 3):
            self.quiet = month > 1  # what came back or was given up in January is paid in the end
            self._publish(date(YEAR + 1, month, 10))
            self._settle(date(YEAR + 1, month, 15))
        self._expect_order()
        self._expect_the_end()
        return self.model.done

    def _month(self, month: int) -> None:
        orders = self.orders // 12
        for begin in range(0, orders, TOGETHER):
            with unit_of_work():
                at(datetime(YEAR, month, 1 + begin * 13 // orders, 10, tzinfo=SHANGHAI).isoformat())
                for _ in range(min(TOGETHER, orders - begin)):
                    self._step(date(YEAR, month, 14))
        self._publish(date(YEAR, month, 14))
        self._settle(date(YEAR, month, 15))
        with unit_of_work():
            at(datetime(YEAR, month, monthrange(YEAR, month)[1], 23, 59, 30, tzinfo=SHANGHAI).isoformat())
            self._step(date(YEAR, month, 28))
        if month % 3 == 0:
            self._expect_order()

    def _step(self, today: date) -> None:
        """One order from its reservation as far as it comes."""
        voucher = self.draw.choice(self.vouchers)
        amount = self.draw.randint(1, 900_000)
        order = voucher.reserve(amount)
        self.model.done["reserve"] += 1
        luck = self.draw.random()
        if luck < 0.08:
            ledger.release(subject="order", subject_id=order, by=FIRST, ref=f"cancel:{order}", reason="cancelled")
            self.model.done["release"] += 1
        elif luck < 0.12:
            self.reserved.append((voucher, order, amount))
        else:
            self._award(voucher, order, amount, today)
        if self.published and self.draw.random() < 0.03:
            self._reverse()

    def _award(self, voucher: Voucher, order: UUID, amount: int, today: date) -> None:
        ledger.claim(subject="order", subject_id=order, by=FIRST)
        fen = amount if self.draw.random() < 0.8 else self.draw.randint(1, amount)
        payee, region = self.payees[self.draw.choice(list(self.payees))]
        redemption = uuid4()
        ledger.award(
            redemption_id=redemption, shares=[ledger.Share("order", order, fen)], programme="delta",
            payer_area=voucher.area, payee_id=payee, payee_kind="institution", payee_area=None, payee_region=region,
            agreed_at=datetime.combine(today, datetime.min.time(), SHANGHAI) - timedelta(days=self.draw.randint(0, 9)),
            policy_version="simulated", by=FIRST, ref=str(redemption),
        )  # fmt: skip
        self.model.awarded[voucher.area] += fen
        self.model.done["award"] += 1
        self.unpublished.append((redemption, voucher.area, fen, today))

    def _reverse(self) -> None:
        redemption, area, fen = self.published.pop(self.draw.randrange(len(self.published)))
        back = self.draw.randint(1, fen)
        ledger.reverse_award(
            redemption_id=redemption, amount_fen=back, proposed_by=FIRST, confirmed_by=SECOND, reason="红字发票",
            at=business_now(),
        )  # fmt: skip
        self.model.reversed[area] += back
        self.model.done["reverse"] += 1

    def _publish(self, today: date) -> None:
        """Most notices end in time, some a month later, one in a hundred is objected to and cancelled."""
        waiting, self.unpublished = self.unpublished, []
        for begin in range(0, len(waiting), TOGETHER):
            with unit_of_work():
                for award in waiting[begin : begin + TOGETHER]:
                    self._end_notice(award, today)

    def _end_notice(self, award: tuple[UUID, str, int, date], today: date) -> None:
        redemption, area, fen, _ = award
        luck = self.draw.random()
        if luck < 0.01:
            ledger.cancel_award(redemption_id=redemption, by=SECOND, reason="异议成立")
            self.model.awarded[area] -= fen
            self.model.done["cancel"] += 1
        elif luck < 0.1 and today.year == YEAR:
            self.unpublished.append(award)
        else:
            ended = datetime.combine(today, datetime.min.time(), SHANGHAI)
            ledger.make_eligible(redemption_id=redemption, eligible_at=ended, period=ledger.period_of(ended))
            self.published.append((redemption, area, fen))

    def _settle(self, day: date) -> None:
        with unit_of_work():
            at(datetime.combine(day, datetime.min.time(), SHANGHAI).replace(hour=3).isoformat())
        for area in self.payers:
            made = self._run(area, day)
            with unit_of_work():
                if made is not None:
                    self._carry_out(area, db.session.get_one(Batch, made, populate_existing=True), day)
                self._bank(area, self.late.pop(area, []))

    def _run(self, area: str, day: date) -> UUID | None:
        """The scheduler, killed now and then, and once in a while twice."""
        fire = datetime.combine(day, datetime.min.time(), SHANGHAI).replace(hour=2)
        # A month late: the notice of an award agreed in the month itself has ended too.
        period = day.replace(day=1) if self.draw.random() < 0.5 else previous_month(day)
        made: UUID | None = None
        for attempt in range(self.draw.choice((1, 1, 2)) + 1):
            with crashing_at(self.draw.choice(CRASHES) if attempt == 0 and self.draw.random() < 0.4 else ""):
                try:
                    made = settlement.run_settlement(
                        payer_area=area, kind="institution", period=period, fire_at=fire,
                        extra=0,
                    )  # fmt: skip
                except Crashed:
                    self.model.done["crash"] += 1
        return made

    def _carry_out(self, area: str, batch: Batch, day: date) -> None:
        if batch.state is not BatchState.COMPUTED:
            return
        self.model.done["batch"] += 1
        if self.draw.random() < 0.15 and not self.quiet:
            settlement.discard_batch(batch=batch, by=self.officer[area], reason="重新核对")
            self.model.done["discard"] += 1
            return
        settlement.review_batch(batch=batch, by=self.officer[area])
        settlement.sign_batch(batch=batch, by=self.approver[area])
        settlement.take_instruction(batch=batch, by=self.officer[area])
        settlement.acknowledge_batch(batch=batch, by=self.officer[area])
        self._bank(area, [self._word(area, payout, day) for payout in settlement.list_payouts(batch)])

    def _word(self, area: str, payout: Payout, day: date) -> str:
        """What the bank says of a payment: mostly that it was made; some come back, some words come a month late."""
        luck, on = 1.0 if self.quiet else self.draw.random(), (day + timedelta(days=5)).isoformat()
        if luck < 0.08:
            self.model.done["return"] += 1
            return row(payout, on=on, code="R03")
        self.model.paid[area] += payout.amount_fen
        if luck < 0.18:
            self.late[area].append(row(payout, on=on))
            return row(payout, on=on, fen=payout.amount_fen + self.draw.choice((-1, 1)))
        return row(payout, on=on)

    def _bank(self, area: str, lines: list[str]) -> None:
        if not lines:
            return
        for _ in range(self.draw.choice((1, 1, 2))):
            self.draw.shuffle(lines)
            bank(*lines, by=self.officer[area], area=area)
        self.model.done["statement"] += 1

    def _expect_order(self) -> None:
        db.session.expire_all()
        assert ledger.verify() == []

    def _expect_the_end(self) -> None:
        """Paid + still owed - still to be taken back = awarded - reversed, for every payer; nothing is forgotten."""
        for area in self.payers:
            owed = _owed(area)
            assert self.model.awarded[area] - self.model.reversed[area] == self.model.paid[area] + owed, area
        lost = select(Payable.id).where(
            Payable.eligible_at.is_not(None), Payable.cancelled_at.is_(None),
            ~select(SettleLine.payable_id).where(SettleLine.payable_id == Payable.id).exists(),
        )  # fmt: skip
        assert db.session.scalars(lost).all() == []
        held = text("SELECT count(*) FROM hold WHERE state = :held")
        assert db.session.execute(held, {"held": HoldState.HELD}).scalar_one() == 0
        open_payouts = select(Payout.id).where(Payout.state.in_([PayoutState.NEW, PayoutState.UNKNOWN]))
        assert db.session.scalars(open_payouts).all() == []


def _owed(area: str) -> int:
    """What a payer owes by its books: PAYABLE and money on its way, less what payees owe back."""
    total = text("""
        SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END), 0)
        FROM ledger_account a JOIN transfer t ON t.credit_id = a.id OR t.debit_id = a.id
        WHERE a.area = :area AND a.kind IN ('PAYABLE', 'CLAWBACK', 'CLEARING')""")
    return int(db.session.execute(total, {"area": area}).scalar_one())


@contextmanager
def crashing_at(point: str) -> Iterator[None]:
    """Run with a failpoint that raises: what was not committed there is gone."""

    def fail(name: str) -> None:
        if name == point:
            raise Crashed(name)

    with patch.object(run, "failpoint", fail):
        yield
