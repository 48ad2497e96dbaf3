"""New items of a policy's lists out of what people typed: the steps, deadlines and kinds that the hub knows."""

from typing import Any, cast

from hub.policy.amendments.errors import ValueNotUnderstood
from hub.policy.amendments.items import basis_of_source
from hub.policy.amendments.values import read_value
from hub.policy.digest import DEADLINES, PHASES
from hub.policy.digest import STEPS as STEP_WORDS
from schemas.policy import ApprovalStep, Deadline, Material, Participant, Phase, PolicyDraft, TextField, Window
from schemas.terms import ReviewStage, Role

# What may be added: phase and step → who takes it, and the stage of the review that it is.
STEPS: dict[tuple[Phase, str], tuple[ReviewStage | None, Role]] = {
    ("application", "initial"): (ReviewStage.INITIAL, Role.REVIEWER_INITIAL),
    ("application", "district_initial"): (ReviewStage.INITIAL, Role.REVIEWER_INITIAL),
    ("application", "agency_second"): (ReviewStage.SECOND, Role.AGENCY),
    ("application", "area_review"): (ReviewStage.ASSESSMENT, Role.ASSESSOR),
    ("order", "quota_confirm"): (None, Role.ASSESSOR),
    ("redemption", "district_initial"): (ReviewStage.INITIAL, Role.REVIEWER_INITIAL),
    ("redemption", "agency_formal"): (ReviewStage.FORMAL, Role.AGENCY),
    ("redemption", "expert"): (ReviewStage.EXPERT, Role.EXPERT),
    ("redemption", "assessment"): (ReviewStage.ASSESSMENT, Role.ASSESSOR),
    ("redemption", "publicity"): (None, Role.NOTICE_OFFICER),
}
AFTER = {"review_cycle": "redemption.submitted", "payout": "order.completed", "rating": "order.completed"}


def steps_to_add(policy: PolicyDraft) -> list[tuple[str, tuple[str, str]]]:
    """The steps that the policy does not have yet, with their names."""
    there = {(step.phase, step.step) for step in policy.approvals or ()}
    return [(f"{phase}:{step}", _step_words(phase, step)) for phase, step in STEPS if (phase, step) not in there]


def deadlines_to_add(policy: PolicyDraft) -> list[tuple[str, tuple[str, str]]]:
    """The deadlines that the policy does not have yet, with their names."""
    there = {one.name for one in policy.deadlines}
    return [(name, words) for name, words in DEADLINES.items() if name not in there]


def _step_words(phase: str, step: str) -> tuple[str, str]:
    words = STEP_WORDS.get(step, (step, step))
    return f"{PHASES[phase][0]}：{words[0]}", f"{PHASES[phase][1]}: {words[1]}"


def build_material(policy: PolicyDraft, typed: dict[str, Any]) -> Material:
    """A slot for files under a name that the policy does not use yet."""
    return Material(
        code=_free_code("extra", {slot.code for slot in policy.materials}),
        phase=typed["phase"],
        label_zh=typed["name_zh"],
        label_en=typed["name_en"],
        types=_read("types", typed, "types"),
        max_bytes=_read("bytes", typed, "largest"),
        size_op=typed["size_op"],
        basis=basis_of_source(typed["source"]),
        required=typed["required"] == "true",
        per=typed["per"],
        count_min=1 if typed["required"] == "true" else 0,
        count_max=_read("open_count", typed, "count_max"),
        seal=typed["seal"] == "true",
        help_zh=_read("text", typed, "help_zh"),
    )


def build_text(policy: PolicyDraft, typed: dict[str, Any]) -> TextField:
    """A text that the applicant writes."""
    return TextField(
        code=_free_code("text", {text.code for text in policy.texts}),
        phase=typed["phase"],
        label_zh=typed["name_zh"],
        required=typed["required"] == "true",
        max_chars=typed["max_chars"],
        basis=basis_of_source(typed["source"]),
    )


def build_step(typed: dict[str, Any]) -> ApprovalStep:
    """A step of a chain; a public notice needs its days, other steps have none.

    Raises:
        ValueNotUnderstood: the hub knows no such step.
    """
    phase, _, step = typed["step"].partition(":")
    if (phase, step) not in STEPS:
        raise ValueNotUnderstood(
            field="step", typed=typed["step"][:40], hint_zh="选择列表中的步骤", hint_en="as listed"
        )
    stage, role = STEPS[cast(Phase, phase), step]
    days = typed["publicity_working_days"] if step == "publicity" else None
    lower = stage is not None and typed["may_set_amount"] == "true"
    return ApprovalStep(cast(Phase, phase), step, stage, role, basis_of_source(typed["source"]), lower, days)


def build_window(typed: dict[str, Any]) -> Window:
    """Days of every year."""
    days = [_read("month_day", typed, name) for name in ("opens", "closes")]
    return Window(typed["name"].strip(), typed["phase"], days[0], days[1], basis_of_source(typed["source"]))


def build_participant(typed: dict[str, Any]) -> Participant:
    """An area that takes part from a day on."""
    return Participant(typed["area"], typed["since"], basis_of_source(typed["source"]), typed["until"])


def build_deadline(typed: dict[str, Any]) -> Deadline:
    """A duration after the event that belongs to its kind.

    Raises:
        ValueNotUnderstood: the hub watches no such deadline.
    """
    name = typed["name"]
    if name not in AFTER:
        raise ValueNotUnderstood(field="name", typed=name[:40], hint_zh="选择列表中的时限", hint_en="as listed")
    on_miss = "default_positive" if name == "rating" else ""
    basis = basis_of_source(typed["source"])
    return Deadline(name, AFTER[name], _read("duration", typed, "duration"), typed["soft"] == "true", basis, on_miss)  # type: ignore[arg-type]


def _read(kind: str, typed: dict[str, Any], name: str) -> Any:
    """A value as people write it, refused beside its own field."""
    try:
        return read_value(kind, typed[name])
    except ValueNotUnderstood as error:
        raise ValueNotUnderstood(**{**error.values, "field": name}) from None


def _free_code(stem: str, taken: set[str]) -> str:
    return next(code for code in (f"{stem}{number}" for number in range(1, len(taken) + 2)) if code not in taken)


def read_then(section: str, typed: str) -> int:
    """What a row of a table grants: fen of a quota, ppm of a rate.

    Raises:
        ValueNotUnderstood: it is not written so.
    """
    found: int = _read("money" if section == "quota" else "rate", {"then": typed}, "then")
    return found
