"""What items of a policy's lists are called, and what each says in a few words."""

from typing import Any

from hub.policy.amendments.columns import label_of, write_cell
from hub.policy.amendments.leaves import SECTIONS, values_under
from hub.policy.amendments.values import write_value
from hub.policy.digest import BASES, DEADLINES, EFFECTS, EVENTS, MODES, PHASES, STEPS, WAYS_OUT
from hub.policy.explain import duration_words, place_name
from schemas.policy import ApprovalStep, Deadline, Material, Mode, Participant, Row, Rule, TextField, VoidRow, Window

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
    if isinstance(item, Participant):
        return place_name(item.id, "zh"), place_name(item.id, "en")
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
    if isinstance(item, Participant):
        until = write_value("open_day", item.until) if item.until else ("今后", "further notice")[which]
        return f"{item.since} {('至', 'to')[which]} {until}"
    if isinstance(item, Window):
        return f"{item.opens} {('至', 'to')[which]} {item.closes}"
    if isinstance(item, Deadline):
        after = EVENTS.get(item.after, (item.after, item.after))[which]
        return f"{after} + {duration_words(item.duration, language)}"
    return ""


NEED = {True: ("必需", "required"), False: ("可选", "optional")}


def words_of_thing(section: str, thing: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    """Any part of a policy that has a source of its own: its name and what it says, each in both languages."""
    if isinstance(thing, Row | Material | TextField | ApprovalStep | Window | Deadline | Participant):
        zh, en = name_of_item(thing)
        return (f"{SECTIONS[section][0]} · {zh}", f"{SECTIONS[section][1]} · {en}"), summary_of(section, thing)
    if isinstance(thing, Rule):
        name = (f"{PHASES[thing.phase][0]}条件（不符合时提示）", f"{PHASES[thing.phase][1]}: told where it is not met")
        return name, (thing.message_zh, thing.message_en)
    if isinstance(thing, Mode):
        way = BASES[thing.basis] if thing.basis else ("不使用创新券", "without a voucher")
        return (thing.alias_zh, MODES[thing.code]), way
    if isinstance(thing, VoidRow):
        return WAYS_OUT.get(thing.id, (thing.id, thing.id)), EFFECTS[thing.effect]
    said = [_said(leaf.label, leaf.kind, leaf.value) for leaf in values_under(section, thing)]
    words = ("；".join(zh for zh, _ in said), "; ".join(en for _, en in said))
    return NAMES.get(section, (section, section)), words if said else WHOLE.get(section, ("", ""))


def _said(label: Any, kind: str, value: Any) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        f"{label(language).rpartition(' · ')[2]} {write_value(kind, value, language)}" for language in ("zh", "en")
    )


NAMES = {
    **SECTIONS,
    "validity": ("有效期", "Validity"),
    "voids": ("作废与终止", "Ways out of a use"),
}
WHOLE = {
    "validity": ("当年有效，年底未提交兑付的作废", "valid in its calendar year"),
    "voids": ("生成后相关信息不得更改", "nothing is changed in place"),
    "subsidy": ("补贴的计算方式", "how the subsidy is worked out"),
}
