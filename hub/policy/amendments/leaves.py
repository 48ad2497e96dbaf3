"""The values of a policy that people may change, one by one: where each stands, what it is called, how it is written.

A path names fields and, within lists, the item: ``quota/table/rows/<id>/then``, ``materials/order:contract/types``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from hub.policy.amendments.columns import cell_kind, label_of
from hub.policy.digest import DEADLINES, ORIGINS, PHASES, STEPS
from hub.policy.explain import place_name, source_of
from schemas.policy import (
    ApprovalStep,
    Basis,
    Deadline,
    Material,
    Mode,
    Participant,
    PolicyDraft,
    Row,
    TextField,
    Unlimited,
)

SECTIONS = {
    "participants": ("参与区域", "Who takes part"),
    "quota": ("额度", "Quota"),
    "caps": ("上限", "Caps"),
    "subsidy": ("补贴", "Subsidy"),
    "approvals": ("办理流程", "Steps"),
    "materials": ("材料", "Material"),
    "texts": ("填写内容", "Texts"),
    "invoices": ("发票与回单", "Invoices and receipts"),
    "windows": ("开放时间", "When it may be submitted"),
    "deadlines": ("时限", "Deadlines"),
}
# Field → how it is written, and its name. What a row's ``then`` is, its section says.
FIELDS: dict[str, tuple[str, str, str]] = {
    "per_year_fen": ("limit", "每年每企业合计", "per enterprise and year"),
    "per_order_fen": ("limit", "每单", "per order"),
    "per_claim_fen": ("limit", "单次申领", "per claim"),
    "holding_fen": ("limit", "持有", "held at a time"),
    "kind": ("subsidy_kind", "性质", "kind"),
    "publicity_working_days": ("count", "公示工作日", "working days of public notice"),
    "may_set_amount": ("flag", "可核减金额", "may lower the amount"),
    "types": ("types", "文件格式", "file types"),
    "max_bytes": ("bytes", "单个文件大小", "size of a file"),
    "size_op": ("size_op", "大小口径", "how the size is meant"),
    "count_min": ("count", "最少份数", "at least"),
    "count_max": ("open_count", "最多份数", "at most"),
    "required": ("flag", "必需", "required"),
    "seal": ("flag", "须盖章", "stamped"),
    "help_zh": ("text", "填报说明", "explanation"),
    "max_chars": ("count", "字数上限", "characters at most"),
    "receipts_required": ("flag", "须上传银行回单", "bank receipts required"),
    "receipt_types": ("types", "回单格式", "types of receipts"),
    "receipt_max_bytes": ("bytes", "回单大小", "size of a receipt"),
    "opens": ("month_day", "开始日（每年）", "first day (every year)"),
    "closes": ("month_day", "结束日（每年，含当日）", "last day (every year, included)"),
    "duration": ("duration", "期限", "duration"),
    "since": ("day", "参与首日", "first day"),
    "until": ("open_day", "参与末日（含当日）", "last day (included)"),
}
CLAIM_CAPS = frozenset({"caps/per_claim_fen", "caps/holding_fen"})
THEN = {"quota": ("money", "金额（元）", "amount (CNY)"), "subsidy": ("rate", "比例", "rate")}


@dataclass(frozen=True)
class Leaf:
    """One value: ``kind`` says how it is written (values.py), ``basis`` what it rests on."""

    path: str
    kind: str
    value: Any
    section: str
    label_zh: str
    label_en: str
    basis: Basis | None

    def label(self, language: str = "zh") -> str:
        """The value's name with its section."""
        return self.label_zh if language.startswith("zh") else self.label_en

    def origin(self, language: str = "zh") -> str:
        """Where the value comes from, in words."""
        return ORIGINS[self.basis.origin][0 if language.startswith("zh") else 1] if self.basis else ""

    @property
    def source(self) -> str:
        """The sentence it rests on."""
        return source_of_basis(self.basis) if self.basis else ""


def source_of_basis(basis: Basis) -> str:
    """The sentence a value rests on: where it stands and what a person wrote about it."""
    return "；".join(part for part in (source_of(basis.cite), basis.note) if part)


def leaves_of(policy: PolicyDraft) -> list[Leaf]:
    """Every value of a policy that can be changed, in the order of the document."""
    found: list[Leaf] = []
    for section in SECTIONS:
        found += _walk(getattr(policy, section), (section,), [SECTIONS[section]], None)
    chosen = policy.quota is not None and policy.quota.amount == "applicant_chosen"
    return [leaf for leaf in found if chosen or not _is_open_claim_cap(leaf)]


def values_under(section: str, thing: Any) -> list[Leaf]:
    """The values that one part of a section holds itself."""
    found = _walk(thing, (section,), [SECTIONS.get(section, ("", ""))], None)
    return [leaf for leaf in found if "/rows/" not in leaf.path and "/otherwise/" not in leaf.path]


def _is_open_claim_cap(leaf: Leaf) -> bool:
    """A cap on claims that is not set; it would mean nothing where the amount is not the applicant's to choose."""
    return leaf.path in CLAIM_CAPS and isinstance(leaf.value, Unlimited)


def find_leaf(policy: PolicyDraft, path: str) -> Leaf | None:
    """The value at a path, or None."""
    return next((leaf for leaf in leaves_of(policy) if leaf.path == path), None)


def put(thing: Any, path: str, value: Any, basis: Basis | None = None) -> Any:
    """The same policy with another value at ``path``; the closest thing that has a basis gets the new one.

    Raises:
        KeyError: the path leads nowhere.
    """
    return _put(thing, tuple(path.split("/")), value, basis)[0]


def key_of(item: Any) -> str:
    """The name of an item within its list."""
    if isinstance(item, Material | TextField):
        return f"{item.phase}:{item.code}"
    if isinstance(item, ApprovalStep):
        return f"{item.phase}:{item.step}"
    if isinstance(item, Mode):
        return f"{item.code.value}:{item.basis.value if item.basis else ''}"
    return str(item.name if isinstance(item, Deadline) else item.id)


def _walk(thing: Any, path: tuple[str, ...], names: list[tuple[str, str]], basis: Basis | None) -> Iterator[Leaf]:
    if isinstance(thing, tuple):
        for item in thing:
            if is_dataclass(item):
                yield from _walk(item, (*path, key_of(item)), [*names, _name_of(item)], basis)
        return
    if not is_dataclass(thing) or isinstance(thing, type):
        return
    own = getattr(thing, "basis", None) or basis
    for one in fields(thing):
        value = getattr(thing, one.name)
        here = (*path, one.name)
        known = THEN.get(path[0]) if one.name == "then" and isinstance(thing, Row) else FIELDS.get(one.name)
        if known is not None and not _left_out(thing, one.name):
            kind, zh, en = known
            labels = (" · ".join(n[0] for n in names), " · ".join(n[1] for n in names))
            yield Leaf("/".join(here), kind, value, path[0], f"{labels[0]} · {zh}", f"{labels[1]} · {en}", own)
        elif is_dataclass(value) and not isinstance(value, Basis) and one.name not in ("cond", "when"):
            extra = [_name_of(value)] if isinstance(value, Row) else []
            yield from _walk(value, here, [*names, *extra], own)
        elif one.name == "rows":
            yield from _walk(value, here, names, own)
        elif isinstance(thing, Row) and one.name == "when":
            yield from _cells(thing, here, names, own)


def _cells(row: Row, path: tuple[str, ...], names: list[tuple[str, str]], basis: Basis | None) -> Iterator[Leaf]:
    """The cells of a row's columns."""
    for fact_id, value in row.when.items():
        zh, en = (" · ".join([*(name[n] for name in names), label_of(fact_id)[n]]) for n in (0, 1))
        yield Leaf("/".join((*path, fact_id)), cell_kind(fact_id), value, path[0], zh, en, basis)


def _left_out(thing: Any, name: str) -> bool:
    """Values that mean nothing on this item: days of a step that is no notice, sizes of receipts nobody asks for."""
    if isinstance(thing, ApprovalStep):
        return thing.step != "publicity" if name == "publicity_working_days" else thing.stage is None
    return name in ("receipt_types", "receipt_max_bytes") and not getattr(thing, name)


def _name_of(item: Any) -> tuple[str, str]:
    if isinstance(item, Material):
        return f"{PHASES[item.phase][0]}·{item.label_zh}", f"{PHASES[item.phase][1]}: {item.label_en}"
    if isinstance(item, TextField):
        return f"{PHASES[item.phase][0]}·{item.label_zh}", f"{PHASES[item.phase][1]}: {item.label_zh}"
    if isinstance(item, ApprovalStep):
        words = STEPS.get(item.step, (item.step, item.step))
        return f"{PHASES[item.phase][0]}·{words[0]}", f"{PHASES[item.phase][1]}: {words[1]}"
    if isinstance(item, Participant):
        return place_name(item.id, "zh"), place_name(item.id, "en")
    name = key_of(item)
    return DEADLINES.get(name, (name, name)) if isinstance(item, Deadline) else (name, name)


def _put(thing: Any, keys: tuple[str, ...], value: Any, basis: Basis | None) -> tuple[Any, bool]:
    """The changed thing, and whether somebody deeper took the basis."""
    if not keys:
        return value, False
    if isinstance(thing, tuple):
        index = next((n for n, item in enumerate(thing) if key_of(item) == keys[0]), None)
        if index is None:
            raise KeyError(keys[0])
        changed, taken = _put(thing[index], keys[1:], value, basis)
        return (*thing[:index], changed, *thing[index + 1 :]), taken
    if isinstance(thing, dict):
        if keys[0] not in thing or len(keys) > 1:
            raise KeyError(keys[0])
        return {**thing, keys[0]: value}, False
    if not is_dataclass(thing) or keys[0] not in {one.name for one in fields(thing)}:
        raise KeyError(keys[0])
    changed, taken = _put(getattr(thing, keys[0]), keys[1:], value, basis)
    changes: dict[str, Any] = {keys[0]: changed}
    if basis is not None and not taken and hasattr(thing, "basis"):
        changes["basis"], taken = basis, True
    return replace(thing, **changes), taken  # type: ignore[type-var]
