"""What follows from the content of a listing: the columns of the catalogue, and what does not fit the world; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.terms import PricingMode

PRICING = {
    "FIXED": PricingMode.FIXED,
    "REFERENCE": PricingMode.REFERENCE,
    "BARGAINED": PricingMode.NEGOTIATED,
    "NEGOTIATED": PricingMode.NEGOTIATED,
}
Sentence = str  # "中文 / English", as schemas say it


@dataclass(frozen=True)
class Surroundings:
    """What a listing may refer to: third-level categories, areas, programmes, the institution's own things."""

    categories: Collection[str]
    areas: Collection[str]
    programmes: Collection[str]
    instruments: Collection[str] = field(default_factory=tuple)
    sub_units: Collection[str] = field(default_factory=tuple)


def price_kind_of(pricing: PricingMode, price_fen: int | None) -> str:
    """How the four kinds of price people know stand in the two columns: a bargained price is a negotiated one shown."""
    if pricing is PricingMode.NEGOTIATED:
        return "BARGAINED" if price_fen else "NEGOTIATED"
    return pricing.value


def service_columns(content: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the catalogue for a service's content."""
    return {
        "category_code": content["category"],
        "name": content["name"],
        "pricing": PRICING[content["price_kind"]],
        "price_fen": content["price"],
        "unit": content["unit"] or None,
        "open_to_others": content["open_to_others"],
        **{
            name: content[name]
            for name in (
                *("service_days", "area_tags", "programme_badges", "equipment_nos"),
                *("sub_unit", "address", "promise", "description"),
            )
        },
    }


def instrument_columns(content: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the catalogue for an instrument's content."""
    names = ("name", "model", "manufacturer", "address", "charge_note", "service_days", "open", "sub_unit")
    return {"category_code": content["category"], **{name: content[name] for name in names}}


def misfits(content: Mapping[str, Any], there: Surroundings) -> dict[str, Sentence]:
    """What the content refers to and does not exist, by field."""
    found: dict[str, Sentence] = {}
    if content["category"] not in there.categories:
        found["category"] = (
            f"没有分类 {content['category']}，请填写第三级分类。 / There is no category {content['category']}."
        )
    for name, known, zh, en in (
        ("area_tags", there.areas, "没有区域", "There is no area"),
        ("programme_badges", there.programmes, "没有创新券计划", "There is no programme"),
        ("equipment_nos", there.instruments, "本机构没有上架仪器", "The institution lists no instrument"),
    ):
        unknown = [value for value in content.get(name) or () if value not in known]
        if unknown:
            found[name] = f"{zh} {'、'.join(unknown)}。 / {en} {', '.join(unknown)}."
    sub_unit = content.get("sub_unit")
    if sub_unit and sub_unit not in there.sub_units:
        found["sub_unit"] = (
            f"子单位“{sub_unit}”未登记，请先在店铺资料中添加。 / Add the sub-unit to the shop's profile first."
        )
    return found


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the fields in which two versions differ."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
