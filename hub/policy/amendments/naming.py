"""What items of a policy's lists are called, and what each says in a few words."""

from typing import Any

from hub.policy.amendments.columns import label_of, write_cell
from hub.policy.amendments.values import write_value
from hub.policy.digest import DEADLINES, EVENTS, PHASES, STEPS
from hub.policy.explain import duration_words
from schemas.policy import ApprovalStep, Deadline, Material, Row, TextField, Window

THEN = {"quota": "money", "subsidy": "rate"}


def name_of_item(item: Any) -> tuple[str, str]:
    """An item's name in both languages."""
    if isinstance(item, ApprovalStep):
        words = STEPS.get(item.step, (item.step, item.step))
        return f"{PHASES[item.phase][0]}·{words[0]}", f"{PHASES[item.phase][1]}: {words[1]}"
    if isinstance(item, Material):
        return f"{PHASES[item.phase][0]}·{item.label_zh}", f"{PHASES[item.phase][1]}: {item.label_en}"
    if isinstance(item, TextField):
        return f"{PHASES[item.phase][0]}·{item.label_zh}", f"{PHASES[item.phase][1]}: {item.label_zh}"
    if isinstance(item, Deadline):
        return DEADLINES.get(item.name, (item.name, item.name))
    return str(item.id), str(item.id)


def summary_of(section: str, item: Any) -> tuple[str, str]:
    """What an item says, in both languages."""
    return _summary(section, item, "zh"), _summary(section, item, "en")


def _summary(section: str, item: Any, language: str) -> str:
    which = 0 if language == "zh" else 1
    if isinstance(item, Row):
        cells = [f"{label_of(fact)[which]} = {write_cell(fact, value)}" for fact, value in item.when.items()]
        return "；".join([*cells, write_value(THEN[section], item.then, language)])
    if isinstance(item, Material):
        size = f"{write_value('size_op', item.size_op, language)} {write_value('bytes', item.max_bytes)}"
        return f"{'/'.join(item.types)}，{size}，{NEED[item.required][which]}"
    if isinstance(item, TextField):
        return f"{item.max_chars} {('字以内', 'characters')[which]}，{NEED[item.required][which]}"
    if isinstance(item, ApprovalStep):
        days = item.publicity_working_days
        return f"{days} {('个工作日', 'working days')[which]}" if days else STEPS.get(item.step, ("", ""))[which]
    if isinstance(item, Window):
        return f"{item.opens} {('至', 'to')[which]} {item.closes}"
    if isinstance(item, Deadline):
        after = EVENTS.get(item.after, (item.after, item.after))[which]
        return f"{after} + {duration_words(item.duration, language)}"
    return ""


NEED = {True: ("必需", "required"), False: ("可选", "optional")}
