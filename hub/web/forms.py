"""One marshmallow schema per command drives its HTML form: reading, checking, keeping what was typed, saying why not.

    form = Form(PlaceOrder(), action="order.place", submit=t("提交订单", "Place order"), values={"quantity": 1})
    if form.read(request): use(form.data)

``commands.perform(..., form=form)`` reads the form by itself. In a template: ``{{ form(form) }}`` of macros/form.html.

- Names: a nested schema's field is ``outer.inner``; ``List`` repeats one name; ``List(Nested)`` is ``rows.0.name``.
- ``metadata`` of a field: ``label`` {"zh", "en"}, ``hint`` (the same, or "中文 / English"), ``widget`` (text, textarea,
  select, radio, checkbox, checkboxes, hidden, password, date, money, file), ``autocomplete``, ``options`` as a list of
  (value, text) where text is a string or {"zh", "en"};
  ``needed``: shown as required and judged by the page. Options only the page knows: ``Form(…, options={name: …})``.
- A field with ``widget: "file"`` (``fields.Raw``) gets the uploaded file; its route needs ``@takes_upload``.
- Nothing typed means "not given": ``required`` speaks, otherwise ``load_default`` counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from types import SimpleNamespace
from typing import Any, cast

from flask import Request, request
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.web import refusal
from hub.web.field import Field, Option, describe, options_of
from hub.web.language import both, t
from hub.web.sentences import spoken


class Form:
    """A form about to be shown, or one that was sent; ``data`` holds what the schema made of it."""

    def __init__(
        self,
        schema: Schema | None = None,
        *,
        action: str,
        url: str = "",
        values: Mapping[str, Any] | None = None,
        options: Mapping[str, Iterable[Any]] | None = None,
        submit: str | None = None,
        style: str = "primary",
    ) -> None:
        self.schema = schema or Schema()
        self.action = action
        self.url = url
        self.submit = submit or t("提交", "Submit")
        self.style = style
        self.key = str(new_id())
        self.data: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self._options = {name: [Option.of(item) for item in items] for name, items in (options or {}).items()}
        self._typed: MultiDict[str, str] | None = None
        self._values = _as_typed(self.schema, values or {})

    def read(self, sent: Request | None = None) -> bool:
        """Take what was sent; True when ``data`` can be used, else ``errors`` say what to mend."""
        sent = sent or request
        self._typed = MultiDict(sent.form)
        self.key = sent.form.get("idempotency_key") or self.key
        try:
            self.data = self.schema.load(_collect(self.schema.load_fields, sent))
        except ValidationError as error:
            self.errors = dict(_flat(error.normalized_messages()))
            return False
        return True

    def read_query(self, sent: Request | None = None) -> bool:
        """Take what stands in the address: for a form that only asks, so that its answer can be sent to somebody."""
        sent = sent or request
        return self.read(cast(Request, SimpleNamespace(form=sent.args, files=MultiDict())))

    def refuse(self, error: HubError) -> None:
        """Show a refusal: at the top of the page, and beside its field when it names one."""
        refusal.show(error)
        if error.field:
            self.errors.setdefault(error.field, []).append(both(error.text(_language())))

    def replace(self, name: str, value: str) -> None:
        """Show this in a hidden field, whatever was sent in it: what the page as it is drawn now says."""
        given = self._typed if self._typed is not None else self._values
        given[name] = value

    @property
    def fields(self) -> list[Field]:
        """The fields in the schema's order, ready for the template."""
        return [self[name] for name in _names(self.schema.load_fields, self._typed or self._values)]

    @property
    def has_file(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(field.widget == "file" for field in self.fields)

    def __getitem__(self, name: str) -> Field:
        """One field by its name."""
        declared = _declared(self.schema, name)
        given = self._typed if self._typed is not None else self._values
        return describe(
            name,
            declared,
            values=given.getlist(name),
            errors=self.errors.get(name, []),
            options=self._options.get(name) or options_of(declared),
            prefix=f"{self.action}-{self.key[-6:]}",
        )

    @property
    def other_errors(self) -> list[str]:
        """Errors that belong to no field that is shown."""
        names = {field.name for field in self.fields}
        return [text for name, texts in self.errors.items() if name not in names for text in texts]


def _language() -> str:
    return t("zh", "en")


def _collect(declared: Mapping[str, fields.Field[Any]], sent: Request, prefix: str = "") -> dict[str, Any]:
    """The nested dictionary that the schema expects, out of the flat names that a browser sends."""
    found: dict[str, Any] = {}
    for attribute, field in declared.items():
        value = _sent_value(prefix + (field.data_key or attribute), field, sent)
        if value is not None:
            found[field.data_key or attribute] = value
    return found


def _sent_value(name: str, field: fields.Field[Any], sent: Request) -> Any:
    if field.metadata.get("widget") == "file":
        upload = sent.files.get(name)
        return upload if upload is not None and upload.filename else None
    if isinstance(field, fields.Nested):
        return _collect(field.schema.load_fields, sent, f"{name}.") or None
    if isinstance(field, fields.List):
        if isinstance(field.inner, fields.Nested):
            inner = field.inner.schema.load_fields
            rows = _indexes(name, [*sent.form, *sent.files])
            return [_collect(inner, sent, f"{name}.{row}.") for row in rows] or None
        return [text for text in map(str.strip, sent.form.getlist(name)) if text] or None
    if isinstance(field, fields.Boolean):
        return sent.form.get(name) is not None
    text = sent.form.get(name)
    if text is None:
        return None
    text = text if field.metadata.get("widget") == "password" else text.strip()
    return text.replace("\r\n", "\n") or None


def _indexes(name: str, keys: Iterable[str]) -> Sequence[int]:
    """The row numbers for which something named ``name.<row>.…`` was sent, at most 500."""
    rows = {key[len(name) + 1 :].partition(".")[0] for key in keys if key.startswith(f"{name}.")}
    return sorted(int(row) for row in rows if row.isascii() and row.isdigit() and len(row) <= 3)[:500]


def _names(declared: Mapping[str, fields.Field[Any]], given: MultiDict[str, str], prefix: str = "") -> Iterable[str]:
    for attribute, field in declared.items():
        name = prefix + (field.data_key or attribute)
        if isinstance(field, fields.Nested):
            yield from _names(field.schema.load_fields, given, f"{name}.")
        elif isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
            for row in _indexes(name, given) or [0]:
                yield from _names(field.inner.schema.load_fields, given, f"{name}.{row}.")
        else:
            yield name


def _declared(schema: Schema, name: str) -> fields.Field[Any]:
    for part in name.split("."):
        if part.isdigit():
            continue
        by_name = {field.data_key or attribute: field for attribute, field in schema.load_fields.items()}
        field = by_name[part]
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            schema = inner.schema
    return field


def _as_typed(schema: Schema, values: Mapping[str, Any], prefix: str = "") -> MultiDict[str, str]:
    """Values of the program as a person would have typed them."""
    known = {name: value for name, value in values.items() if name in schema.load_fields and value is not None}
    dumped = schema.dump(known)
    typed: MultiDict[str, str] = MultiDict()
    _spread(dumped, prefix, typed)
    return typed


def _spread(value: Any, name: str, typed: MultiDict[str, str]) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            _spread(item, f"{name}.{key}" if name else str(key), typed)
    elif isinstance(value, list | tuple):
        for row, item in enumerate(value):
            _spread(item, f"{name}.{row}" if isinstance(item, Mapping) else name, typed)
    elif value is True:
        typed.add(name, "true")
    elif value is not None and value is not False:
        typed.add(name, str(value.value if isinstance(value, Enum) else value))


def _flat(messages: Any, prefix: str = "") -> Iterable[tuple[str, list[str]]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            own = key == "_schema" or (isinstance(key, int) and not isinstance(inner, Mapping))
            yield from _flat(inner, prefix if own else f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, [spoken(text) for text in ([messages] if isinstance(messages, str) else messages)]
