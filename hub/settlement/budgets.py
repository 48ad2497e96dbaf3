"""What an area may pay in a year: set by its finance officers, counted by every run."""

from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.settlement.models import Budget
from hub.settlement.queries import find_budget
from schemas.terms import Role, yuan_grouped


def set_budget(*, area: str, year: int, amount_fen: int | None, hard: bool, by: Actor) -> Budget:
    """Set an area's budget; None means no limit, a soft one warns and pays on.

    Raises:
        Forbidden: not a finance officer of the area.
    """
    if not by.has(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, area=area):
        raise Forbidden()
    before = find_budget(area, year)
    was = yuan_grouped(before.amount_fen) if before is not None and before.amount_fen is not None else None
    values = {"amount_fen": amount_fen, "hard": hard}
    kept = insert(Budget).values(id=new_id(), area=area, year=year, **values)
    db.session.execute(kept.on_conflict_do_update(index_elements=["area", "year"], set_=values))
    db.session.expire_all()
    budget = find_budget(area, year)
    assert budget is not None
    audit.record(
        "data.corrected", by=by, subject="budget", subject_id=budget.id, subject_no=f"{area}/{year}", areas=[area],
        before={"amount": was},
        after={"amount": None if amount_fen is None else yuan_grouped(amount_fen), "hard": hard},
    )  # fmt: skip
    return budget
