"""Payees, payables and people for settlement tests: payables are made in the ledger, without redemptions."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from hub import identity, ledger, settlement
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.db import db
from hub.ledger import Payable, SettleLine
from hub.redemption import Redemption
from hub.settlement import Batch, Payout
from schemas.terms import RedemptionBasis, RedemptionState, Role, VoucherMode, yuan
from tests.ledger.makers import Voucher, award

MARCH, APRIL = date(2021, 3, 1), date(2021, 4, 1)
AREAS = ("maanshan", "jiangsu")


def _person(number: int, name: str, *roles: Role) -> Actor:
    granted = frozenset(GrantedRole(role, area) for role in roles for area in AREAS)
    return Actor(UUID(int=number), name, roles=granted)


OFFICER = _person(11, "财务经办", Role.FINANCE_OFFICER)
APPROVER = _person(12, "财务复核", Role.FINANCE_APPROVER)
BOTH = _person(11, "财务经办", Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)


def budget(area: str, year: int, amount_fen: int | None, *, hard: bool) -> None:
    """A budget that one proposed and another approved."""
    proposal = settlement.propose_budget(
        area=area, year=year, amount_fen=amount_fen, hard=hard, reason="预算批复", by=OFFICER
    )
    settlement.approve_budget(proposal=proposal, by=APPROVER)


UNITS = {
    "I01": ("91310115MA9JG2011G", "浦岸检测认证(上海)有限公司", "310115"),
    "I02": ("91330402MA9JG202X5", "南湖电子检测(嘉兴)有限公司", "330402"),
    "I05": ("91340500MA9JG20547", "江东分析测试(马鞍山)有限公司", "340500"),
}


def unit(name: str) -> identity.Organization:
    """One of the sample institutions, with a bank account."""
    uscc, title, division = UNITS[name]
    made = identity.create_organization(
        uscc=uscc, name=title, division=division, by=THE_HUB, is_holder=False, is_institution=True
    )
    identity.set_bank_account(
        organization=made, holder_name=title, bank_name="测试银行", number=f"62220000000000{uscc[-4:-2]}01", by=THE_HUB
    )
    return made


@dataclass
class Case:
    """A voucher of Ma'anshan from which awards are paid."""

    voucher: Voucher = field(default_factory=lambda: Voucher(100_000_000_00))

    def owed(
        self,
        payee_id: UUID,
        amount_fen: int,
        agreed: str = "2021-03-04T10:36:37+08:00",
        eligible: str | None = "2021-04-10T00:05:00+08:00",
        kind: str = "institution",
        region: str | None = None,
    ) -> UUID:
        """An award to the payee, its notice ended; returns the redemption's id."""
        if not ledger.balances(self.voucher.id).granted_fen:
            self.voucher.grant()
        redemption_id = uuid4()
        award(
            {self.voucher.submitted(amount_fen): amount_fen}, payee_id=payee_id, redemption_id=redemption_id,
            agreed_at=datetime.fromisoformat(agreed), payee_kind=kind, payee_region=region,
            payer_area=self.voucher.area,
        )  # fmt: skip
        if eligible:
            at = datetime.fromisoformat(eligible)
            ledger.make_eligible(redemption_id=redemption_id, eligible_at=at, period=ledger.period_of(at))
        return redemption_id


def awarded() -> None:
    """A redemption for every payable, as the review left it."""
    for payable in db.session.scalars(select(Payable)):
        db.session.add(
            Redemption(
                id=payable.redemption_id, no=str(payable.redemption_id), programme=payable.programme, area="maanshan",
                mode=VoucherMode.INSTITUTION_REDEEMS, basis=RedemptionBasis.ORDERS, instrument_id=uuid4(),
                holder_id=payable.holder_id, institution_id=payable.payee_id, started_by_kind="institution",
                state=RedemptionState.PAYABLE, drafted_at=payable.agreed_at,
            )
        )  # fmt: skip


def settle(
    fire: str = "2021-04-15T02:00:00+08:00",
    kind: str = "institution",
    period: date = MARCH,
    payer_area: str = "maanshan",
) -> UUID | None:
    """Run an area's settlement."""
    return settlement.run_settlement(
        payer_area=payer_area, kind=kind, period=period, fire_at=datetime.fromisoformat(fire)
    )


def batch_of(batch_id: UUID | None) -> Batch:
    """The batch, as it stands."""
    return db.session.get_one(Batch, batch_id, populate_existing=True)


def paid_to(batch: Batch) -> dict[UUID, int]:
    """What a batch pays to whom."""
    return {payout.payee_id: payout.amount_fen for payout in settlement.list_payouts(batch)}


def lines_of(batch: Batch) -> list[int]:
    """The signed amounts of a batch's lines, sorted."""
    found = select(SettleLine.amount_fen).where(SettleLine.batch_id == batch.id)
    return sorted(db.session.scalars(found))


def sign(batch: Batch) -> Batch:
    """Review and sign."""
    settlement.review_batch(batch=batch, by=OFFICER)
    return settlement.sign_batch(batch=batch, by=APPROVER)


def instruct(batch: Batch) -> Batch:
    """Review, sign, take the payment file, acknowledge."""
    sign(batch)
    settlement.take_instruction(batch=batch, by=OFFICER)
    return settlement.acknowledge_batch(batch=batch, by=OFFICER)


def row(payout: Payout, *, fen: int | None = None, code: str = "", **other: str) -> str:
    """The bank's line about a payout, wrong where it is told to be."""
    cells = {
        "on": "2021-04-20", "ref": payout.ext_ref, "payee": payout.payee_name or "",
        "last4": payout.account_last4 or "",
    } | other  # fmt: skip
    amount = yuan(payout.amount_fen if fen is None else fen)
    return f"{cells['on']},{cells['ref']},{cells['payee']},{cells['last4']},{amount},{code}"


def bank(*rows: str, by: Actor = OFFICER, area: str = "maanshan") -> settlement.ImportResult:
    """Import a statement with these lines."""
    content = "\n".join(["date,ext_ref,payee,account_last4,amount,return_code", *rows]) + "\n"
    return settlement.import_statement(
        stream=io.BytesIO(content.encode()), file_name="statement.csv", payer_area=area, by=by
    )


def unit_id(name: str) -> UUID:
    """The id of a sample institution that exists."""
    found = identity.find_organization_by_uscc(UNITS[name][0])
    assert found is not None
    return found.id
