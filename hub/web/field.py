"""One field of a form as the template sees it: label, hint, widget, value, errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from marshmallow import fields, validate

from hub.web import labels
from hub.web.language import both, lang, t
from schemas.fields import MoneyYuan, UsccField


@dataclass(frozen=True)
class Option:
    """One choice of a select, of radios or of checkboxes."""

    value: str
    text: str

    @classmethod
    def of(cls, item: Any) -> "Option":
        """From an Option, a (value, text) pair, an Enum member or a plain string."""
        if isinstance(item, cls):
            return item
        if isinstance(item, Enum):
            return cls(str(item.value), labels.word(item, lang()))
        if isinstance(item, str):
            return cls(item, item)
        value, text = item
        return cls("" if value is None else str(getattr(value, "value", value)), both(text))


@dataclass(frozen=True)
class Field:
    """What the macro ``field`` prints."""

    name: str
    id: str
    label: str
    hint: str
    widget: str
    values: Sequence[str]
    errors: Sequence[str]
    required: bool
    options: Sequence[Option]
    attributes: dict[str, str]

    ONE_OF_MANY: ClassVar[frozenset[str]] = frozenset({"radio", "checkboxes"})

    @property
    def value(self) -> str:
        """The (first) value, as typed; a password is never shown again."""
        return self.values[0] if self.values and self.widget not in ("password", "file") else ""

    @property
    def grouped(self) -> bool:
        """Whether it is a group of choices, printed as a fieldset."""
        return self.widget in self.ONE_OF_MANY

    @property
    def described_by(self) -> str:
        """Ids of hint and errors, for aria-describedby."""
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join(ids + ([f"{self.id}-error"] if self.errors else []))


def describe(
    name: str,
    declared: fields.Field[Any],
    *,
    values: Sequence[str],
    errors: Sequence[str],
    options: Sequence[Option],
    prefix: str,
) -> Field:
    """The field ``name`` as it stands in the form ``prefix``."""
    meta = declared.metadata
    widget = str(meta.get("widget") or _widget(declared, options))
    return Field(
        name=name,
        id=f"{prefix}-{name}".replace(".", "-").replace("_", "-"),
        label=both(meta.get("label") or name),
        hint=both(meta.get("hint") or ""),
        widget=widget,
        values=values,
        errors=errors,
        required=bool(declared.required or meta.get("needed")),
        options=options,
        attributes=_attributes(declared, widget),
    )


def options_of(declared: fields.Field[Any]) -> list[Option]:
    """The choices the schema itself knows: its ``options``, the members of its enum, or its OneOf."""
    inner = declared.inner if isinstance(declared, fields.List) else declared
    items: Iterable[Any] = declared.metadata.get("options") or inner.metadata.get("options") or ()
    if not items and isinstance(inner, fields.Enum):
        items = list(inner.enum.__members__.values())
    if not items:
        chosen = [rule for rule in inner.validators if isinstance(rule, validate.OneOf)]
        items = [(value, value) for rule in chosen for value in rule.choices]
    return [Option.of(item) for item in items]


def _widget(declared: fields.Field[Any], options: Sequence[Option]) -> str:
    if isinstance(declared, fields.List):
        return "checkboxes"
    if options:
        return "select"
    by_type: tuple[tuple[type[Any], str], ...] = (
        (MoneyYuan, "money"),
        (fields.Boolean, "checkbox"),
        (fields.Date, "date"),
        (fields.Integer, "number"),
        (UsccField, "text"),
    )
    return next((widget for kind, widget in by_type if isinstance(declared, kind)), "text")


def _attributes(declared: fields.Field[Any], widget: str) -> dict[str, str]:
    attributes = {"autocomplete": str(declared.metadata.get("autocomplete", "off"))}
    if widget in ("money", "number"):
        attributes["inputmode"] = "decimal" if widget == "money" else "numeric"
    if widget == "file" and declared.metadata.get("accept"):
        attributes["accept"] = str(declared.metadata["accept"])
    longest = [rule.max for rule in declared.validators if isinstance(rule, validate.Length) and rule.max]
    if longest and widget in ("text", "textarea"):
        attributes["maxlength"] = str(longest[0])
    if isinstance(declared, UsccField):
        attributes |= {"maxlength": "18", "spellcheck": "false"}
    if widget == "money":
        attributes["placeholder"] = t("例如 3000.00", "such as 3000.00")
    return attributes
