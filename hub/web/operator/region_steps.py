"""Leading a region from listed to settling: the checklist, steps with a second person, pausing, conformance."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import joining
from hub.federation import gateway, ladder, overview
from hub.federation.places import STAGES
from hub.joining import RegionStep, Requirement
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.order import Nothing
from schemas.region_steps import STAGES as DOWN
from schemas.region_steps import AdvanceRegion, DeclareCondition, PauseRegion, RefuseStep
from schemas.terms import Role

CONFIRMERS = (Role.HUB_OPERATOR, Role.PROGRAMME_STEWARD)


@bp.post("/regions/<code>/steps")
@allow(Role.HUB_OPERATOR)
def advance_region(code: str) -> ResponseReturnValue:
    """Lead it one rung up, or propose that to a second person."""
    view = overview.view_region(code)
    form = _advance_form(code, view.stage)
    return _act(code, form, lambda: joining.propose_step(
        region=code, to_stage=_next(view.stage), reason=form.data["reason"], by=current_actor()))  # fmt: skip


@bp.post("/regions/<code>/pause")
@allow(Role.HUB_OPERATOR)
def pause_region(code: str) -> ResponseReturnValue:
    """Take it down to a lower rung at once."""
    form = _pause_form(code, overview.view_region(code).stage)
    return _act(code, form, lambda: joining.pause_region(region=code, **form.data, by=current_actor()))


@bp.post("/regions/<code>/declare/<condition>")
@allow(Role.HUB_OPERATOR)
def declare_condition(code: str, condition: str) -> ResponseReturnValue:
    """Say that a condition is met which no program can see."""
    form = _declare_form(code, condition)
    return _act(code, form, lambda: joining.declare(
        region=code, condition=condition, reason=form.data["reason"], by=current_actor()))  # fmt: skip


@bp.post("/regions/<code>/conformance")
@allow(Role.HUB_OPERATOR)
def try_promises(code: str) -> ResponseReturnValue:
    """Have a worker try what its dialect promises."""
    return _act(code, _try_form(code), lambda: joining.ask_conformance(region=code, by=current_actor()))


@bp.post("/regions/<code>/test-statement")
@allow(Role.HUB_OPERATOR)
def send_test_statement(code: str) -> ResponseReturnValue:
    """Send its treasury a statement without lines."""
    return _act(code, _statement_form(code), lambda: joining.send_test_statement(region=code, by=current_actor()))


@bp.post("/region-steps/<uuid:step_id>/approve")
@allow(*CONFIRMERS)
def approve_step(step_id: UUID) -> ResponseReturnValue:
    """Confirm a colleague's step."""
    step = joining.find_step(step_id)
    return _act(step.region, _approve_form(step), lambda: joining.approve_step(step=step, by=current_actor()))


@bp.post("/region-steps/<uuid:step_id>/reject")
@allow(*CONFIRMERS)
def reject_step(step_id: UUID) -> ResponseReturnValue:
    """Refuse a colleague's step, or take one's own back."""
    step = joining.find_step(step_id)
    form = _reject_form(step)
    return _act(step.region, form, lambda: joining.reject_step(
        step=step, reason=form.data["reason"], by=current_actor()))  # fmt: skip


def region_page(code: str, sent: Form | None = None) -> str:
    """One region with its ladder; ``sent`` is the form that was refused."""
    view, operates = overview.view_region(code), current_actor().has(Role.HUB_OPERATOR)
    waiting, asked = joining.waiting_step(code), joining.list_requirements(code)
    forms = [*_step_forms(waiting, operates), *(_operator_forms(code, view.stage, waiting) if operates else [])]
    shown = {form.action: sent if sent and sent.url == form.url else form for form in forms}
    return render(
        "operator/regions/show.html", view=view, stages=STAGES, stage_words=ladder.STAGE_WORDS, forms=shown,
        rungs=[(stage, [(one, _declare_of(one, code, operates, sent)) for one in asked if one.stage == stage])
               for stage in STAGES[1:]],
        waiting=waiting, run=joining.last_conformance(code), steps=joining.list_steps(code),
        next_stage=_next(view.stage) if view.stage != STAGES[-1] else None,
    )  # fmt: skip


def _act(code: str, form: Form, act: Callable[[], Any]) -> ResponseReturnValue:
    return perform(act, then=lambda _: url_for(".show_region", code=code), back=lambda _: region_page(code, form),
                   form=form)  # fmt: skip


def _next(stage: str) -> str:
    return STAGES[min(STAGES.index(stage) + 1, len(STAGES) - 1)]


def _operator_forms(code: str, stage: str, waiting: RegionStep | None) -> list[Form]:
    forms = [_try_form(code)]
    if stage != STAGES[-1] and waiting is None:
        forms.append(_advance_form(code, stage))
    if stage != STAGES[0]:
        forms.append(_pause_form(code, stage))
    if not gateway.by_files(code):
        forms.append(_statement_form(code))
    return forms


def _step_forms(waiting: RegionStep | None, operates: bool) -> list[Form]:
    if waiting is None:
        return []
    own = waiting.author_id == current_actor().account_id
    return [_reject_form(waiting)] if own and operates else [_approve_form(waiting), _reject_form(waiting)]


def _declare_of(one: Requirement, code: str, operates: bool, sent: Form | None) -> Form | None:
    if not (operates and one.may_declare):
        return None
    form = _declare_form(code, one.code)
    return sent if sent is not None and sent.url == form.url else form


def _advance_form(code: str, stage: str) -> Form:
    zh, en = ladder.STAGE_WORDS[_next(stage)]
    submit = t(f"开通「{zh}」", f"Lead on to {en}")
    if _next(stage) not in (STAGES[0], STAGES[1]):
        submit = t(f"提请开通「{zh}」（另一人确认）", f"Propose {en} (a second person confirms)")
    return Form(AdvanceRegion(), action="region.advance", url=url_for(".advance_region", code=code), submit=submit)


def _pause_form(code: str, stage: str) -> Form:
    lower = [(name, words) for name, words in DOWN if STAGES.index(name) < STAGES.index(stage)]
    return Form(
        PauseRegion(), action="region.pause", url=url_for(".pause_region", code=code), options={"to_stage": lower},
        submit=t("立即暂停", "Pause now"), style="outline-danger",
    )  # fmt: skip


def _declare_form(code: str, condition: str) -> Form:
    url = url_for(".declare_condition", code=code, condition=condition)
    submit = t("声明已满足", "Declare it met")
    return Form(DeclareCondition(), action="region.declare", url=url, submit=submit, style="outline-primary")


def _try_form(code: str) -> Form:
    url, submit = url_for(".try_promises", code=code), t("运行一致性测试", "Try the promises now")
    return Form(Nothing(), action="region.conform", url=url, submit=submit, style="outline-primary")


def _statement_form(code: str) -> Form:
    url, submit = url_for(".send_test_statement", code=code), t("发送测试清单", "Send a test statement")
    return Form(Nothing(), action="region.test_statement", url=url, submit=submit, style="outline-primary")


def _approve_form(step: RegionStep) -> Form:
    url = url_for(".approve_step", step_id=step.id)
    return Form(Nothing(), action="region.approve", url=url, submit=t("确认开通", "Confirm it"))


def _reject_form(step: RegionStep) -> Form:
    url, submit = url_for(".reject_step", step_id=step.id), t("退回", "Refuse it")
    return Form(RefuseStep(), action="region.reject", url=url, submit=submit, style="outline-danger")
