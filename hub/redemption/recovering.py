"""Money to be recovered: what payees owe after reversals of what was paid, since when, and who follows it up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, Uuid, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, messages
from hub.identity import Account, get_organization
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now, business_today
from hub.kernel.db import Key, Model, append_only, db
from hub.kernel.scope import Scoped
from schemas.terms import Role, yuan_grouped

MAY_ASSIGN = (Role.ASSESSOR, Role.FINANCE_APPROVER, Role.PROVINCE_CENTER)

# What the payee owes is what was reversed after payment and not yet offset against its next lines (G-37).
OWED = text("""
SELECT a.area AS payer_area, a.owner_id AS payee_id, a.debit_fen - a.credit_fen AS owed_fen,
       (SELECT min(x.recorded_at) FROM transfer t JOIN ltx x ON x.id = t.tx_id WHERE t.debit_id = a.id) AS since
FROM ledger_account a WHERE a.kind = 'CLAWBACK' AND a.area = ANY(:areas) AND a.debit_fen > a.credit_fen
""")


@append_only
class ClawbackOwner(Scoped, Model):
    """Who follows up what a payee owes a treasury; the newest row counts."""

    __tablename__ = "clawback_owner"
    __scope__ = {"areas": ("payer_area",)}
    id: Mapped[Key]
    payer_area: Mapped[str] = mapped_column(String(40), index=True)
    payee_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    account_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    assigned_by_name: Mapped[str] = mapped_column(Text)
    assigned_at: Mapped[datetime]


@dataclass(frozen=True)
class ToRecover:
    """One payee's debt to one treasury. ``days`` is its age; an owner is named after one year at the latest."""

    payer_area: str
    payee_id: UUID
    payee: str
    owed_fen: int
    since: date
    days: int
    owner: str | None

    @property
    def band(self) -> str:
        """The age in bands: up to 90 days, up to a year, longer."""
        return "fresh" if self.days <= 90 else "yellow" if self.days <= 365 else "red"


def list_to_recover(areas: Iterable[str]) -> Sequence[ToRecover]:
    """What is owed to these treasuries, the oldest first."""
    today, owners, found = business_today(), _owners(areas), []
    for row in db.session.execute(OWED, {"areas": list(areas)}).mappings():
        since = row["since"].astimezone(SHANGHAI).date() if row["since"] else today
        owner = owners.get((row["payer_area"], row["payee_id"]))
        found.append(
            ToRecover(
                row["payer_area"], row["payee_id"], get_organization(row["payee_id"]).name, int(row["owed_fen"]), since,
                max(0, (today - since).days), owner,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.since, one.payee))


def assign_owner(*, payer_area: str, payee_id: UUID, account: Account, by: Actor) -> ClawbackOwner:
    """Name who follows it up."""
    by.require(*MAY_ASSIGN, area=payer_area)
    owner = ClawbackOwner(
        payer_area=payer_area, payee_id=payee_id, account_id=account.id, name=account.display_name,
        assigned_by_name=by.name, assigned_at=business_now(),
    )  # fmt: skip
    db.session.add(owner)
    db.session.flush()
    payee = get_organization(payee_id)
    owed = next((one for one in list_to_recover([payer_area]) if one.payee_id == payee_id), None)
    audit.record(
        "clawback.assigned", by=by, subject="clawback", subject_id=owner.id, subject_no=payee.uscc,
        areas=(payer_area,), after={"owner": account.username},
    )  # fmt: skip
    messages.tell(
        "clawback.assigned", account_id=account.id, subject="clawback", subject_no=payee.name,
        path="/area/recovery", amount=yuan_grouped(owed.owed_fen) if owed else None,
    )  # fmt: skip
    return owner


def _owners(areas: Iterable[str]) -> dict[tuple[str, UUID], str]:
    found = select(ClawbackOwner).where(ClawbackOwner.payer_area.in_(list(areas)))
    rows = db.session.execute(found.order_by(ClawbackOwner.assigned_at)).scalars()
    return {(one.payer_area, one.payee_id): one.name for one in rows}
