"""What a file may be, said beside the control that takes it."""

from typing import TypeVar

from marshmallow import Schema

from hub.kernel.files import FileRule

AnySchema = TypeVar("AnySchema", bound=Schema)


def with_limits(schema: AnySchema, rule: FileRule) -> AnySchema:
    """The schema with the limits of its file beside the control; its fields are its own, their metadata are not."""
    field = schema.load_fields["file"]
    field.metadata = {**field.metadata, "hint": limits(rule)}
    return schema


def limits(rule: FileRule) -> dict[str, str]:
    """What a file may be, for the hint beside the control: kinds and size, and whether the limit itself passes."""
    kinds, kb = "、".join(rule.kinds), rule.max_bytes // 1024
    size = f"{kb // 1024} MB" if kb % 1024 == 0 else f"{kb} KB"
    zh, en = ("小于", "smaller than") if rule.size_op == "lt" else ("不超过", "at most")
    return {"zh": f"格式：{kinds}；{zh} {size}", "en": f"Kinds: {kinds}; {en} {size}"}
