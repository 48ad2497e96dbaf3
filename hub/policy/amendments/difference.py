"""Two versions of a policy side by side: what was, what is, clause by clause and not text by text (P05)."""

from dataclasses import dataclass
from typing import Any

from hub.policy.amendments.leaves import SECTIONS, Leaf, key_of, leaves_of, source_of_basis
from hub.policy.amendments.values import write_value
from hub.policy.digest import BASES, MODES, STEPS
from hub.policy.explain import place_name
from schemas.policy import Participant, PolicyDraft, Row
from schemas.terms import VoucherMode

LISTS = ("modes", "rules", "approvals", "materials", "texts", "windows", "deadlines", "participants")


@dataclass(frozen=True)
class Difference:
    """One value that differs. ``before`` or ``after`` is empty where only one of the two has it."""

    path: str
    label_zh: str
    label_en: str
    kind: str
    before: str
    after: str
    source: str = ""

    def label(self, language: str = "zh") -> str:
        """What differs."""
        return self.label_zh if language.startswith("zh") else self.label_en


def differences(before: PolicyDraft, after: PolicyDraft, language: str = "zh") -> list[Difference]:
    """What changes from one version to the other: values first by section, then what was added or removed."""
    old, new = _by_path(before), _by_path(after)
    changed = [
        _changed(old[path], leaf, language)
        for path, leaf in new.items()
        if path in old and old[path].value != leaf.value
    ]
    return changed + [found for section in LISTS for found in _items(section, before, after)] + _tables(before, after)


def _changed(old: Leaf, new: Leaf, language: str) -> Difference:
    was, now = (write_value(leaf.kind, leaf.value, language) for leaf in (old, new))
    return Difference(new.path, new.label_zh, new.label_en, new.kind, was, now, new.source)


def _by_path(policy: PolicyDraft) -> dict[str, Leaf]:
    return {leaf.path: leaf for leaf in leaves_of(policy)}


def _items(section: str, before: PolicyDraft, after: PolicyDraft) -> list[Difference]:
    old = {key_of(item): item for item in getattr(before, section) or ()}
    new = {key_of(item): item for item in getattr(after, section) or ()}
    found = [_difference(section, key, item, removed=True) for key, item in old.items() if key not in new]
    found += [_difference(section, key, item, removed=False) for key, item in new.items() if key not in old]
    if section == "rules":
        both = {key: item for key, item in new.items() if key in old and item.cond != old[key].cond}
        found += [_reworded(key, old[key], item) for key, item in both.items()]
    return found


def _difference(section: str, key: str, item: Any, *, removed: bool) -> Difference:
    zh, en = SECTIONS.get(section, {"modes": ("方式", "Ways"), "rules": ("条件", "Conditions")}.get(section, ("", "")))
    name_zh, name_en = _named(item, key)
    words = (name_zh, "") if removed else ("", name_zh)
    basis = getattr(item, "origin", None) or item.basis  # a mode's basis is what it redeems by
    source = "" if removed else source_of_basis(basis)
    return Difference(f"{section}/{key}", f"{zh} · {name_zh}", f"{en} · {name_en}", "item", *words, source)


def _reworded(key: str, before: Any, after: Any) -> Difference:
    return Difference(
        f"rules/{key}", f"条件 · {after.message_zh}", f"Condition · {after.message_en}", "item",
        before.message_zh, after.message_zh,
    )  # fmt: skip


def _named(item: Any, key: str) -> tuple[str, str]:
    if hasattr(item, "label_zh"):
        return item.label_zh, getattr(item, "label_en", item.label_zh)
    if hasattr(item, "message_zh"):
        return item.message_zh, item.message_en
    if hasattr(item, "alias_zh"):
        basis = BASES[item.basis][0] if item.basis else ""
        return f"{item.alias_zh} {basis}".strip(), MODES.get(VoucherMode(item.code), key)
    if isinstance(item, Participant):
        return place_name(item.id, "zh"), place_name(item.id, "en")
    return STEPS.get(getattr(item, "step", ""), (key, key))


def _tables(before: PolicyDraft, after: PolicyDraft) -> list[Difference]:
    found = []
    for section, kind in (("quota", "money"), ("subsidy", "rate")):
        old, new = _rows(before, section), _rows(after, section)
        zh, en = SECTIONS[section]
        for key in [*(k for k in old if k not in new), *(k for k in new if k not in old)]:
            was = write_value(kind, old[key].then) if key in old else ""
            now = write_value(kind, new[key].then) if key in new else ""
            path, source = f"{section}/table/rows/{key}", source_of_basis(new[key].basis) if key in new else ""
            found.append(Difference(path, f"{zh} · {key}", f"{en} · {key}", kind, was, now, source))
    return found


def _rows(policy: PolicyDraft, section: str) -> dict[str, Row]:
    holder = getattr(policy, section)
    table = getattr(holder, "table", None)
    rows = [*table.rows, *filter(None, [table.otherwise])] if table else []
    return {row.id: row for row in rows}
