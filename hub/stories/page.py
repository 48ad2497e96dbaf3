"""What a story sees of a page: its object, figures, forms and refusals, through the public hooks (docs/stories.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import html
from lxml.html import FormElement, HtmlElement


@dataclass(frozen=True)
class Seen:
    """One object on a page: an ``<article>`` or ``<section>`` with ``data-object``."""

    kind: str
    no: str
    element: HtmlElement

    def attribute(self, name: str) -> str | None:
        """``data-<name>`` of the object's own element: its state or label."""
        return self.element.get(f"data-{name}")

    def figure(self, name: str) -> str | None:
        """The figure ``name`` of this object and of none nested in it."""
        for found in self.element.xpath(".//*[@data-figure=$name]", name=name):
            owner = found.xpath("ancestor::*[@data-object][1]")
            if owner and owner[0] is self.element:
                value = found.get("data-value")
                return value if value is not None else found.text_content().strip()
        return None


@dataclass(frozen=True)
class Page:
    """An answer of the hub, parsed."""

    url: str
    status: int
    text: str

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed document."""
        return html.fromstring(self.text or "<html></html>")

    @property
    def words(self) -> str:
        """What a person reads in the main part of the page."""
        main = self.tree.xpath("//main") or [self.tree]
        return " ".join(main[0].text_content().split())

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """(error code, sentence) of each refusal on the page."""
        return [(e.get("data-error"), " ".join(e.text_content().split())) for e in self.tree.xpath("//*[@data-error]")]

    @property
    def field_errors(self) -> list[str]:
        """What stands beside the fields of a form that was refused."""
        return [" ".join(found.text_content().split()) for found in self.tree.xpath("//p[@class='error']")]

    @property
    def main_object(self) -> Seen | None:
        """The object the page is about."""
        return self.object_of(None)

    def object_of(self, kind: str | None) -> Seen | None:
        """The first object of ``kind`` on the page (of any kind when None)."""
        path = "//*[@data-object]" if kind is None else "//*[@data-object=$kind]"
        found = self.tree.xpath(path, kind=kind) if kind else self.tree.xpath(path)
        return Seen(found[0].get("data-object"), found[0].get("data-no", ""), found[0]) if found else None

    def form(self, action: str, **having: str) -> "Form | None":
        """The form that does ``action``; with ``having``, the one whose hidden fields have these values."""
        for element in self.tree.xpath("//form[@data-action=$action]", action=action):
            form = Form(element, self.url)
            if all(form.value(name) == value for name, value in having.items()):
                return form
        return None

    @property
    def meta_refresh(self) -> str | None:
        """Where a hand-over page sends the browser, or None."""
        for content in self.tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
            _, _, target = content.partition("url=")
            if target:
                return urljoin(self.url, target.strip("'\" "))
        return None


class Form:
    """A form on a page, filled the way a browser would fill it."""

    def __init__(self, element: FormElement, page_url: str) -> None:
        self.element = element
        self.action = urljoin(page_url, element.get("action") or page_url)
        self.method = (element.get("method") or "get").upper()

    @property
    def names(self) -> set[str]:
        """Names of all its fields."""
        return {
            field.get("name") for field in self.element.xpath(".//input|.//select|.//textarea") if field.get("name")
        }

    def value(self, name: str) -> str | None:
        """The value the field ``name`` has now."""
        fields: Any = self.element.fields
        return fields.get(name) if name in self.names else None

    def kind(self, name: str) -> str:
        """ "file", "checkbox", "select"… of the field ``name``."""
        for field in self.element.xpath(".//*[@name=$name]", name=name):
            return str(field.get("type", field.tag)) if field.tag == "input" else str(field.tag)
        return ""

    def submission(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        """What a browser would send: the form's own values with ``values`` filled in (lists repeat the field)."""
        pairs = [(name, value) for name, value in self._own_values() if name not in values]
        for name, value in values.items():
            pairs += [(name, str(item)) for item in (value if isinstance(value, list) else [value])]
        return pairs

    def _own_values(self) -> Iterator[tuple[str, str]]:
        """The values the form has as it stands; a ticked box with an empty value sends the empty value."""
        for field in self.element.xpath(".//input|.//select|.//textarea"):
            name, kind = field.get("name"), field.get("type", "text").lower()
            if not name or field.get("disabled") is not None or kind in ("submit", "button", "file", "image", "reset"):
                continue
            if field.tag == "select":
                chosen = field.xpath("./option[@selected]|./optgroup/option[@selected]") or field.xpath(".//option")[:1]
                yield from ((name, option.get("value", option.text_content().strip())) for option in chosen)
            elif field.tag == "textarea":
                yield name, field.text_content()
            elif kind not in ("checkbox", "radio"):
                yield name, field.get("value", "")
            elif field.get("checked") is not None:
                yield name, field.get("value", "on")
