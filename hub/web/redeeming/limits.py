"""What a file may be, said beside the control that takes it."""

from typing import TypeVar

from marshmallow import Schema

from hub.kernel.files import FileRule
from hub.policy import Decision

AnySchema = TypeVar("AnySchema", bound=Schema)


def with_limits(schema: AnySchema, rule: FileRule) -> AnySchema:
    """The schema with the limits of its file beside the control; its fields are its own, their metadata are not."""
    field = schema.load_fields["file"]
    field.metadata = {**field.metadata, "hint": limits(rule)}
    return schema


# What a policy may want to have copied from a paper, and the fields that it then needs.
ASKED = {"date": "date", "name": "title", "buyer": "buyer_name", "seller": "seller_name", "payer": "payer_name"}


def as_policy_asks(schema: AnySchema, decision: Decision) -> AnySchema:
    """The schema with what the policy wants written marked as needed; a title is asked for only where it does."""
    asked = decision.invoice.fields if decision.invoice else ()
    for name, column in ASKED.items():
        field = schema.load_fields.get(column)
        if field is not None and name in asked:
            field.metadata = {**field.metadata, "needed": True}
    if "name" not in asked and "title" in schema.load_fields:
        schema.load_fields["title"].metadata = {**schema.load_fields["title"].metadata, "widget": "hidden"}
    return schema


def limits(rule: FileRule) -> dict[str, str]:
    """What a file may be, for the hint beside the control: kinds and size, and whether the limit itself passes."""
    kinds, kb = "、".join(rule.kinds), rule.max_bytes // 1024
    size = f"{kb // 1024} MB" if kb % 1024 == 0 else f"{kb} KB"
    zh, en = ("小于", "smaller than") if rule.size_op == "lt" else ("不超过", "at most")
    return {"zh": f"格式：{kinds}；{zh} {size}", "en": f"Kinds: {kinds}; {en} {size}"}
