"""What the checks found, told to the people who can mend it: at which place, in both languages.

The checks speak of paths and codes, because documents and programs need these; a sentence that is not known here is
shown as it is rather than hidden.
"""

import re
from ast import literal_eval
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hub.policy.amendments.columns import label_of
from hub.policy.amendments.errors import AmendmentFaulty
from hub.policy.amendments.fault_sentences import SENTENCES
from hub.policy.amendments.leaves import SECTIONS
from hub.policy.checks import OTHER
from hub.policy.digest import PHASES, STEPS
from hub.policy.explain import shown
from schemas.facts import FACTS

HERE = {
    **SECTIONS,
    "modes": ("兑付方式", "ways of redeeming"),
    "rules": ("条件", "conditions"),
    "validity": ("有效期", "validity"),
    "anchors": ("适用日期", "dates that choose the version"),
    "stacking": ("叠加规则", "stacking"),
    "voids": ("作废与终止", "ways out of a use"),
    "channels": ("办理渠道", "channels"),
    "effective_from": ("生效日期", "date"),
}
Words = tuple[str, str]


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the section it stands in ("" where none) and the sentence."""

    section: str
    zh: str
    en: str

    def text(self, language: str = "zh") -> str:
        """The sentence."""
        return self.zh if language.startswith("zh") else self.en


def tell_faults(found: Iterable[str]) -> list[Fault]:
    """The findings of the checks as people read them."""
    return [_told(text) for text in found]


def faulty(found: Iterable[str]) -> AmendmentFaulty:
    """The refusal that names the first of them."""
    told = tell_faults(found)[:10]
    return AmendmentFaulty(faults="".join(one.zh for one in told), faults_en=" ".join(one.en for one in told))


def _told(text: str) -> Fault:
    for pattern, *sentence in SENTENCES:
        match = re.fullmatch(pattern, text, re.DOTALL)
        if match is not None:
            said = match.groupdict()
            return Fault(_section(said.get("place", "")), *(words.format(**_words(said)) for words in sentence))
    zh, _, en = text.partition(" / ")
    return Fault(_section(text.partition(":")[0]), zh, en or zh)


def _words(said: dict[str, str]) -> dict[str, str]:
    """What the sentences may name, out of what the checks said."""
    at, cell = place_of(said.get("place", "")), _cell(said.get("cell", "{}"))
    derived = {"at": at[0], "at_en": at[1], "case": cell[0], "case_en": cell[1]}
    derived["fact_zh"] = FACTS[said["fact"]].label_zh if said.get("fact") in FACTS else said.get("fact", "")
    derived["phase_zh"] = _spoken(said.get("phase", ""))[0]
    derived["rows_zh"] = said.get("rows", "").replace(" and ", "」和「")
    return {**said, **derived}


def _section(place: str) -> str:
    name = re.split(r"[./]", place)[0]
    return name if name in HERE else ""


def place_of(place: str) -> Words:
    """A place of a policy in both languages: ``approvals.redemption.expert`` → 办理流程「兑付·专家评审」."""
    name, *rest = re.split(r"[./]", place)
    words = HERE.get(name, (name, name))
    inner = [part for part in rest if part not in ("basis", "origin", "table", "rows", "otherwise", "")]
    if not inner:
        return words
    spoken = [_spoken(part) for part in inner]
    return f"{words[0]}「{'·'.join(one[0] for one in spoken)}」", f"{words[1]} ({' '.join(one[1] for one in spoken)})"


def _spoken(part: str) -> Words:
    return PHASES.get(part) or STEPS.get(part) or (part, part)


def _cell(text: str) -> Words:
    """A case of a table in words."""
    try:
        found: dict[str, Any] = literal_eval(text)
    except (ValueError, SyntaxError):
        return text, text
    if not found:
        return "全部情形", "every case"
    zh = [f"{label_of(fact)[0]}为{'其他' if value == OTHER else shown(fact, value)}" for fact, value in found.items()]
    en = [f"{label_of(fact)[1]} is {'another' if value == OTHER else value}" for fact, value in found.items()]
    return "、".join(zh), " and ".join(en)
