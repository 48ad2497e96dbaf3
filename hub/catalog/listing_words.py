"""A listing's content line by line, in words and in both languages, with what the catalogue showed before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.catalog.listing_queries import current_version
from hub.catalog.listing_tables import ListingKind, ListingVersion
from hub.catalog.models import Category
from hub.federation import directory
from hub.kernel.db import db
from schemas.listing import PRICE_KINDS, InstrumentListing, ServiceListing
from schemas.terms import yuan_grouped

Pair = tuple[str, str]
YES: Pair = ("是", "yes")
NO: Pair = ("否", "no")


@dataclass(frozen=True)
class Line:
    """One field: what it is called and what it says; ``before`` where the published version says otherwise."""

    name: str
    label: dict[str, str]
    text: dict[str, str]
    before: dict[str, str] | None


def lines_of(version: ListingVersion) -> list[Line]:
    """The lines of a version in the order of its form."""
    schema = ServiceListing() if version.kind is ListingKind.SERVICE else InstrumentListing()
    shown = current_version(version.no)
    earlier = shown.content if shown is not None and shown.id != version.id else None
    return [
        _line(name, declared.metadata["label"], version.content, earlier)
        for name, declared in schema.fields.items()
        if name in version.content
    ]


def _line(name: str, label: dict[str, str], content: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Line:
    changed = earlier is not None and earlier.get(name) != content[name]
    before = _both(said(name, earlier.get(name))) if changed and earlier is not None else None
    return Line(name, label, _both(said(name, content[name])), before)


def said(name: str, value: Any) -> Pair:
    """What a value of this field says, Chinese and English."""
    if value is None or value in ("", []):
        return ("—", "—")
    if isinstance(value, bool):
        return YES if value else NO
    return SAYINGS.get(name, _plain)(value)


def _plain(value: Any) -> Pair:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text, text


def _category(code: str) -> Pair:
    found = {
        one.code: one
        for one in db.session.scalars(select(Category).where(Category.code.in_([code[:2], code[:4], code])))
    }
    steps = [found[step] for step in (code[:2], code[:4], code) if step in found]
    return " › ".join(one.name_zh for one in steps) or code, " › ".join(one.name_en for one in steps) or code


def _areas(codes: list[str]) -> Pair:
    known = {area.code: area.names for area in directory.list_areas()}
    zh = [known[code].text("zh") if code in known else code for code in codes]
    return "、".join(zh), ", ".join(known[code].text("en") if code in known else code for code in codes)


def _programmes(codes: list[str]) -> Pair:
    known = {one.code: one.names for one in directory.list_programmes()}
    zh = [known[code].text("zh") if code in known else code for code in codes]
    return "、".join(zh), ", ".join(known[code].text("en") if code in known else code for code in codes)


def _price_kind(code: str) -> Pair:
    words = dict(PRICE_KINDS)[code]
    return words["zh"], words["en"]


def _both(pair: Pair) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


SAYINGS: dict[str, Callable[[Any], Pair]] = {
    "category": _category,
    "price_kind": _price_kind,
    "price": lambda fen: (f"{yuan_grouped(fen)} 元", f"{yuan_grouped(fen)} yuan"),
    "service_days": lambda days: (f"{days} 天", f"{days} days"),
    "area_tags": _areas,
    "programme_badges": _programmes,
}
