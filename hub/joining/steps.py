"""Leading a region up the ladder rung by rung, with a second person for money, and down at once."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub import audit, messages
from hub.federation import directory, ladder
from hub.federation.places import STAGES
from hub.identity import same_person
from hub.joining import errors
from hub.joining.models import RegionDeclaration, RegionStep, StepState
from hub.joining.requirements import ASKED, list_requirements
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.kernel.states import move, record_birth
from schemas.terms import Role

MAY_CONFIRM = (Role.HUB_OPERATOR, Role.PROGRAMME_STEWARD)
TWO_PEOPLE = frozenset({ladder.TRADING, ladder.SETTLING})


def propose_step(*, region: str, to_stage: str, reason: str, by: Actor) -> RegionStep:
    """Lead a region one rung up; at once to connected, after a second person's confirmation further up.

    Raises:
        NotTheNextRung, StepWaiting: it is not its turn.
        ConditionsOpen: a condition of that rung or of one below is not met.
    """
    by.require(Role.HUB_OPERATOR)
    now = ladder.stage_of(region)
    if STAGES.index(to_stage) != STAGES.index(now) + 1:
        raise errors.NotTheNextRung()
    if waiting_step(region) is not None:
        raise errors.StepWaiting()
    step = _written(region, now, to_stage, reason, by=by)
    if to_stage in TWO_PEOPLE:
        _record("region.proposed", step, by=by)
        _tell("region.proposed", step, roles=MAY_CONFIRM)
        return step
    _take(step, by=by)
    return step


def approve_step(*, step: RegionStep, by: Actor) -> RegionStep:
    """Confirm somebody else's step; its conditions are looked at again.

    Raises:
        OwnStep: it is one's own, by whatever account.
        ConditionsOpen: something is no longer met.
    """
    _require_other(step, by)
    step.conditions = _conditions(step.region, step.to_stage)
    _take(step, by=by)
    return step


def reject_step(*, step: RegionStep, reason: str, by: Actor) -> None:
    """Refuse a step, or take one's own back: the region stays where it is."""
    if not by.has(*MAY_CONFIRM):
        raise Forbidden()
    move(step, StepState.REJECTED, by=by, reason=reason, decided_by=by.name, decided_at=business_now(),
         decision=reason)  # fmt: skip
    _record("region.rejected", step, by=by, reason=reason)


def pause_region(*, region: str, to_stage: str, reason: str, by: Actor) -> RegionStep:
    """Take a region down to a lower rung at once: stopping needs no second person.

    Raises:
        NotTheNextRung: it does not stand above that rung.
    """
    by.require(Role.HUB_OPERATOR)
    now = ladder.stage_of(region)
    if STAGES.index(to_stage) >= STAGES.index(now):
        raise errors.NotTheNextRung()
    waiting = waiting_step(region)
    if waiting is not None:
        reject_step(step=waiting, reason=reason, by=by)
    step = _written(region, now, to_stage, reason, by=by, conditions=[])
    _take(step, by=by, event="region.paused")
    return step


def declare(*, region: str, condition: str, reason: str, by: Actor) -> None:
    """Say that a condition is met which no program can see.

    Raises:
        NotDeclared: the hub checks this one by itself.
    """
    by.require(Role.HUB_OPERATOR)
    directory.get_region(region)
    if not any(one.code == condition and one.may_declare for one in ASKED) or by.account_id is None:
        raise errors.NotDeclared()
    said = {"reason": reason, "by_id": by.account_id, "by": by.name, "at": business_now()}
    row = insert(RegionDeclaration).values(id=new_id(), region=region, condition=condition, **said)
    db.session.execute(row.on_conflict_do_update(index_elements=["region", "condition"], set_=said))
    db.session.expire_all()
    audit.record(
        "region.declared", by=by, subject="region", subject_id=new_id(), subject_no=region,
        after={"condition": condition}, reason=reason,
    )  # fmt: skip


def waiting_step(region: str) -> RegionStep | None:
    """The step that waits for a second person."""
    wanted = select(RegionStep).where(RegionStep.region == region, RegionStep.state == StepState.PROPOSED)
    return db.session.scalars(wanted).one_or_none()


def list_steps(region: str) -> Sequence[RegionStep]:
    """Every step of a region, the newest first."""
    wanted = select(RegionStep).where(RegionStep.region == region).order_by(RegionStep.proposed_at.desc())
    return db.session.scalars(wanted).all()


def find_step(step_id: UUID) -> RegionStep:
    """One step.

    Raises:
        StepUnknown: there is none.
    """
    step = db.session.get(RegionStep, step_id)
    if step is None:
        raise errors.StepUnknown()
    return step


def _written(
    region: str, now: str, to_stage: str, reason: str, *, by: Actor, conditions: list[Any] | None = None
) -> RegionStep:
    if by.account_id is None:
        raise Forbidden()
    step = RegionStep(
        id=new_id(), region=region, from_stage=now, to_stage=to_stage, reason=reason.strip(),
        conditions=_conditions(region, to_stage) if conditions is None else conditions, state=StepState.PROPOSED,
        author_id=by.account_id, author=by.name, proposed_at=business_now(),
    )  # fmt: skip
    db.session.add(step)
    db.session.flush()
    record_birth(step, by=by, reason=reason)
    return step


def _conditions(region: str, to_stage: str) -> list[Any]:
    """The conditions up to a rung as they stand; refused while one is open."""
    upto = STAGES[: STAGES.index(to_stage) + 1]
    asked = [one for one in list_requirements(region) if one.stage in upto]
    still = [one for one in asked if not one.met]
    if still:
        raise errors.ConditionsOpen(open="、".join(one.zh for one in still), open_en=", ".join(one.en for one in still))
    return [{"code": one["code"], "note": one["note"][0]} for one in map(asdict, asked)]


def _take(step: RegionStep, *, by: Actor, event: str = "region.opened") -> None:
    now = business_now()
    move(step, StepState.APPROVED, by=by, decided_by=by.name, decided_at=now)
    ladder.put_on(step.region, step.to_stage, now)
    _record(event, step, by=by, reason=step.reason)
    _tell(event, step, roles=(Role.HUB_OPERATOR,))
    for area in directory.list_areas():
        if area.region == step.region:
            _tell(event, step, roles=(Role.AREA_ADMIN,), area=area.code)


def _require_other(step: RegionStep, by: Actor) -> None:
    if not by.has(*MAY_CONFIRM) or by.account_id is None:
        raise Forbidden()
    if same_person(step.author_id, by.account_id):
        raise errors.OwnStep()


def _record(event: str, step: RegionStep, *, by: Actor, reason: str | None = None) -> None:
    areas = [area.code for area in directory.list_areas() if area.region == step.region]
    audit.record(
        event, by=by, subject="region", subject_id=step.id, subject_no=step.region, areas=areas,
        before={"stage": step.from_stage}, after={"stage": step.to_stage}, reason=reason,
    )  # fmt: skip


def _tell(event: str, step: RegionStep, *, roles: Sequence[Role], area: str | None = None) -> None:
    name = directory.get_region(step.region).names.zh
    stage = ladder.STAGE_WORDS[step.to_stage][0]
    for role in roles:
        messages.tell(
            event, role=role, area=area, subject="region", subject_no=f"{name}·{stage}",
            path="/notices" if area else f"/operator/regions/{step.region}",
        )  # fmt: skip
