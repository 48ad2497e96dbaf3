"""Trying one case on a draft: what the version in force says and what the draft would say, rule by rule (P06)."""

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from hub.policy import Amendment, Decision, Question, amendments
from hub.web.area import bp
from hub.web.area.policies import READERS
from hub.web.area.policy_draft_page import PHASE_WORDS
from hub.web.forms import Form
from hub.web.guards import allow
from hub.web.language import t
from hub.web.page import render
from schemas.facts import FACTS, Fact, FactType
from schemas.fields import MoneyYuan
from schemas.policy import PHASES, Phase

ANCHOR = {"application": "application", "order": "order", "redemption": "submission"}
YES_NO = [("true", {"zh": "是", "en": "yes"}), ("false", {"zh": "否", "en": "no"})]


@bp.get("/policies/drafts/<no>/case")
@allow(*READERS)
def try_case(no: str) -> ResponseReturnValue:
    """The form; with its fields in the address also the two answers, so that a case can be sent to a colleague."""
    draft = amendments.get_amendment(no)
    phase = _phase_asked()
    form = _case_form(draft, phase)
    answers = None
    if request.args.get("on") and form.read_query(request):
        answers = amendments.compare_case(draft, _question(draft, phase, form.data))
    return render(
        "area/policies/case.html",
        draft=draft,
        base=amendments.base_of(draft),
        phase=phase,
        phases=[(code, t(*PHASE_WORDS[code])) for code in PHASES],
        form_case=form,
        answers=answers,
        differing=_differing(*answers) if answers else (),
    )


def _phase_asked() -> Phase:
    asked = request.args.get("phase", "order")
    return next((phase for phase in PHASES if phase == asked), "order")


def _case_form(draft: Amendment, phase: Phase) -> Form:
    """A form with exactly the facts that the version in force or the draft asks about in this phase."""
    asked = amendments.facts_asked(amendments.resolved(draft).policy, phase)
    asked |= amendments.facts_asked(amendments.base_of(draft).draft, phase)
    shape: dict[str, Any] = {
        "phase": fields.String(load_default=phase, metadata={"widget": "hidden"}),
        "on": fields.Date(required=True, metadata={"label": {"zh": "办理日期", "en": "Date"}, "widget": "date"}),
        "available": MoneyYuan(
            load_default=None, metadata={"label": {"zh": "创新券可用余额", "en": "Left on the voucher"}}
        ),
    }
    shape |= {name.replace(".", "-"): _field(FACTS[name]) for name in sorted(asked)}
    return Form(Schema.from_dict(shape)(), action="policy.try_case", values={"phase": phase}, submit=t("试算", "Try"))


def _field(fact: Fact) -> fields.Field[Any]:
    metadata: dict[str, Any] = {"label": {"zh": fact.label_zh, "en": fact.label_en}}
    if fact.type is FactType.MONEY:
        return MoneyYuan(load_default=None, metadata=metadata)
    if fact.type is FactType.DATE:
        return fields.Date(load_default=None, metadata=metadata | {"widget": "date"})
    if fact.type is FactType.INTEGER:
        return fields.Integer(load_default=None, metadata=metadata)
    options = YES_NO if fact.type is FactType.BOOLEAN else list(zip(fact.codes, fact.labels_zh, strict=False))
    if options:
        metadata |= {"widget": "select", "options": options}
    return fields.String(load_default=None, validate=validate.Length(max=40), metadata=metadata)


def _question(draft: Amendment, phase: Phase, typed: dict[str, Any]) -> Question:
    on: date = typed["on"]
    facts = {
        name: _value(FACTS[name], typed[name.replace(".", "-")])
        for name in FACTS
        if typed.get(name.replace(".", "-")) is not None
    }
    anchors = {ANCHOR[phase]: on, **({"order": on} if phase == "redemption" else {})}
    return Question(phase, draft.programme, draft.area, anchors, facts, available_fen=typed.get("available"))


def _value(fact: Fact, typed: Any) -> Any:
    return typed == "true" if fact.type is FactType.BOOLEAN else typed


def _differing(before: Decision, after: Decision) -> list[str]:
    """The rules whose result differs between the two."""
    results = {result.rule: result.result for result in before.trace}
    return [result.rule for result in after.trace if results.get(result.rule) != result.result]
