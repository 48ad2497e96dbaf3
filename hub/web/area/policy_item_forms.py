"""The forms that add to a list of a draft or take from it."""

from typing import Any

from flask import url_for
from marshmallow import Schema, fields, validate

from hub.federation import directory
from hub.policy import amendments
from hub.policy.amendments import Reading
from hub.web.forms import Form
from hub.web.language import lang, t
from schemas.policy_items import (
    AddDeadline,
    AddMaterial,
    AddParticipant,
    AddStep,
    AddText,
    AddWindow,
    RemoveItem,
    source_field,
)

ADD = {
    "quota": ("额度表", "Quota table"),
    "subsidy": ("比例表", "Rate table"),
    "approvals": ("办理流程", "Steps"),
    "materials": ("材料", "Material"),
    "texts": ("填写内容", "Texts"),
    "windows": ("开放时间", "When it may be submitted"),
    "deadlines": ("时限", "Deadlines"),
    "participants": ("参与区域", "Who takes part"),
}
SCHEMAS = {"materials": AddMaterial, "texts": AddText, "windows": AddWindow}


def lists_of(draft: Reading) -> list[tuple[str, str]]:
    """The lists of a draft with their names; who takes part is a list of policies above others and those below."""
    shared = draft.base.is_parent or draft.policy.participants
    return [(name, t(*words)) for name, words in ADD.items() if shared or name != "participants"]


def add_form(draft: Reading, section: str) -> Form | None:
    """The form for one more item; None where there is nothing that could be added."""
    schema, options = _schema(draft, section)
    if schema is None:
        return None
    return Form(
        schema,
        action="policy.add_item",
        url=url_for(".add_item", no=draft.amendment.no, section=section),
        options=options,
        submit=t("添加到草案", "Add to the draft"),
    )


def remove_form(no: str, section: str, key: str) -> Form:
    """Take one item away, with the sentence that says why."""
    return Form(
        RemoveItem(),
        action="policy.remove_item",
        url=url_for(".remove_item", no=no, section=section),
        values={"section": section, "key": key},
        submit=t("从草案中删除", "Remove from the draft"),
        style="outline-danger",
    )


def row_cells(draft: Reading, section: str, typed: dict[str, Any]) -> dict[str, str]:
    """What was typed for each column of a table."""
    table = amendments.items.table_of(draft.policy, section)
    return {fact: typed.get(_name(fact)) or "" for fact in (amendments.columns.columns_of(table) if table else ())}


def _schema(draft: Reading, section: str) -> tuple[Schema | None, dict[str, Any]]:
    if section in SCHEMAS:
        return SCHEMAS[section](), {}
    if section in amendments.items.TABLES:
        return _row_schema(draft, section), {}
    if section == "approvals":
        steps = [(code, t(*words)) for code, words in amendments.building.steps_to_add(draft.policy)]
        return (AddStep() if steps else None), {"step": steps}
    if section == "participants":
        return _participant_schema(draft)
    names = [(name, t(*words)) for name, words in amendments.building.deadlines_to_add(draft.policy)]
    return (AddDeadline() if names else None), {"name": names}


def _participant_schema(draft: Reading) -> tuple[Schema | None, dict[str, Any]]:
    """Areas that could join; who stands above others alone says who takes part."""
    there = {one.id for one in draft.policy.participants}
    joining = [(area.code, area.names.text(lang())) for area in directory.list_areas() if area.code not in there]
    return (AddParticipant() if draft.base.is_parent and joining else None), {"area": joining}


def _row_schema(draft: Reading, section: str) -> Schema | None:
    table = amendments.items.table_of(draft.policy, section)
    facts = amendments.columns.columns_of(table) if table else ()
    if not facts:
        return None
    shape: dict[str, Any] = {"name": _text(("名称", "Name"), ("例如 苏北五市", "such as five northern cities"), 40)}
    shape |= {_name(fact): _cell(fact) for fact in facts}
    then = ("金额", "Amount") if section == "quota" else ("比例", "Rate")
    how = ("以元填写，例如 140000", "in yuan") if section == "quota" else ("百分比，例如 35%", "a percentage")
    shape["then"] = _text(then, how, 20)
    return Schema.from_dict(shape | {"source": source_field()})()


def _text(label: tuple[str, str], hint: tuple[str, str], longest: int, *, needed: bool = True) -> fields.String:
    metadata = {
        "label": dict(zip(("zh", "en"), label, strict=True)),
        "hint": dict(zip(("zh", "en"), hint, strict=True)),
    }
    length = validate.Length(max=longest)
    if needed:
        return fields.String(required=True, validate=length, metadata=metadata)
    return fields.String(load_default="", validate=length, metadata=metadata)


def _name(fact: str) -> str:
    return fact.replace(".", "-")


def _cell(fact: str) -> fields.String:
    columns = amendments.columns
    return _text(columns.label_of(fact), columns.hint_of(fact), 500, needed=False)
