"""Regions, areas, programmes, policies and what a policy would decide."""

from datetime import date
from typing import Any

from hub import identity, policy
from hub.api.access import unit
from hub.api.operation import Blueprint, operation
from hub.api.reading import FieldsRefused
from hub.federation import directory
from hub.kernel.clock import business_today
from schemas.api import places as schemas
from schemas.facts import FACTS, FactOfWrongType, FactType, UnknownFact, check_value
from schemas.terms import QualificationKind

bp = Blueprint("places", __name__, url_prefix="/api/v1", description="地区与政策 / Regions and policies")
ANCHORS = ("application", "order", "voucher", "submission", "redemption")


@operation(bp, "GET", "/regions", "listRegions", answers=schemas.RegionList)
def list_regions() -> Any:
    """Every region that has joined."""
    return {"items": directory.list_regions()}


@operation(bp, "GET", "/areas", "listAreas", answers=schemas.AreaList)
def list_areas() -> Any:
    """Every area with its programmes."""
    return {"items": directory.list_areas()}


@operation(bp, "GET", "/programmes", "listProgrammes", answers=schemas.ProgrammeList)
def list_programmes() -> Any:
    """Every programme."""
    return {"items": directory.list_programmes()}


@operation(bp, "GET", "/policies", "listPolicies", query=schemas.PolicyQuery, answers=schemas.PolicyList)
def list_policies(query: dict[str, Any]) -> Any:
    """The policies in force on a date."""
    on = query["on"] or business_today()
    found = [
        p
        for p in policy.list_policies(on)
        if query["programme"] in (None, p.programme) and query["area"] in (None, p.area)
    ]
    return {"on": on, "items": found}


@operation(
    bp,
    "POST",
    "/decisions/preview",
    "previewDecision",
    scope="decision.read",
    takes=schemas.PreviewRequest,
    answers=schemas.DecisionAnswer,
    keyed=False,
)
def preview_decision(body: dict[str, Any]) -> Any:
    """What the policy would say, with its reasons; nothing is stored."""
    on = body["on"] or business_today()
    facts = identity.holder_facts(unit(), on) | facts_of(body["facts"])
    question = policy.Question(
        phase=body["phase"],
        programme=body["programme"],
        area=body["area"],
        anchors=dict.fromkeys(ANCHORS, on),
        facts=facts,
        available_fen=body["available_fen"],
    )
    decision = policy.preview(question)
    sentences = {f"sentences_{language}": decision.sentences(language) for language in ("zh", "en")}
    return {name: getattr(decision, name, None) for name in _ANSWERED} | sentences


_ANSWERED = (
    *("outcome", "version_label", "mode", "payee", "amount_fen", "quota_fen", "cap_fen", "rate_ppm"),
    *("failed", "unknown", "missing_facts"),
)


def facts_of(given: dict[str, Any]) -> dict[str, Any]:
    """The facts a program gave, each of its registered type; what the hub itself knows of the holder is not theirs.

    Raises:
        FieldsRefused: a fact is not registered, of another type, or a holder.* fact.
    """
    facts, errors = {}, {}
    for name, value in given.items():
        try:
            if name.startswith("holder."):
                raise UnknownFact("holder facts come from the hub")
            facts[name] = _typed(name, value)
            check_value(name, facts[name])
        except (UnknownFact, FactOfWrongType, ValueError) as error:
            errors[f"facts.{name}"[:80]] = [str(error)[:200]]
    if errors:
        raise FieldsRefused(errors)
    return facts


def _typed(name: str, value: Any) -> Any:
    registered = FACTS.get(name)
    if registered is not None and registered.type is FactType.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, str) and value in QualificationKind.__members__:
        return QualificationKind(value)
    return value
