"""Judging what a region says of its catalogue, entry by entry; pure. Nothing of it is trusted before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc as gb32100
from stdnum.exceptions import ValidationError

from schemas.terms import PricingMode

LONGEST_NAME = 200
NUMBER_LENGTH = 14  # with the region's mark before it, it still fits the catalogue's column
COMPARED = ("name", "category_code", "pricing", "price_fen", "unit", "service_days")


@dataclass(frozen=True)
class Fault:
    """One entry that cannot be taken over, and why, in both languages."""

    kind: str
    number: str
    zh: str
    en: str


def read_institution(entry: Mapping[str, Any], in_region: bool) -> tuple[dict[str, str] | None, Fault | None]:
    """Code, name and place of an institution; a region vouches for its own only."""
    code, name = str(entry.get("uscc", "")), str(entry.get("name", "")).strip()
    division = str(entry.get("division", ""))
    if not _is_uscc(code):
        return None, Fault("institution", code[:40], "统一社会信用代码有误", "the unified social credit code is wrong")
    if not name or len(name) > LONGEST_NAME:
        return None, Fault("institution", code, "名称缺失或过长", "the name is missing or too long")
    if not (len(division) == 6 and division.isdigit()) or not in_region:
        return None, Fault("institution", code, f"所在地 {division} 不在该地区", f"{division} is not in the region")
    return {"uscc": code, "name": name, "division": division}, None


def read_service(
    entry: Mapping[str, Any], mark: str, institutions: Collection[str], categories: Collection[str]
) -> tuple[dict[str, Any] | None, Fault | None]:
    """The columns of a service, with ``institution`` the code of its unit; ``mark`` begins its number here."""
    number = str(entry.get("number", "")).strip()

    def fault(zh: str, en: str) -> tuple[None, Fault]:
        return None, Fault("service", number[:40] or "?", zh, en)

    if not number or len(number) > NUMBER_LENGTH or not number.isascii() or not number.isprintable():
        return fault("编号缺失或过长", "the number is missing or too long")
    name, price = str(entry.get("name", "")).strip(), entry.get("price_fen")
    if not name or len(name) > LONGEST_NAME:
        return fault("名称缺失或过长", "the name is missing or too long")
    if entry.get("institution_uscc") not in institutions:
        return fault("服务机构未收录", "its institution was not taken over")
    if entry.get("category") not in categories:
        return fault(f"没有分类 {entry.get('category')}", f"there is no category {entry.get('category')}")
    pricing = entry.get("pricing")
    readable = price is None or (isinstance(price, int) and not isinstance(price, bool) and 0 <= price < 10**13)
    if pricing not in set(PricingMode) or not readable:
        return fault("价格无法识别", "the price cannot be read")
    if pricing is not PricingMode.NEGOTIATED and not price:
        return fault("该价格方式须有价格", "this kind of price needs an amount")
    columns = {
        "no": f"{mark}-{number}",
        "number": number,
        "institution": entry["institution_uscc"],
        "name": name,
        "category_code": entry["category"],
        "pricing": PricingMode(str(pricing)),
        "price_fen": price or None,
        "unit": entry.get("unit"),
        "service_days": entry.get("service_days"),
    }
    return columns, None


def changed(before: Any, after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What a region says otherwise than the catalogue: field → [here, there]."""
    found = {}
    for name in COMPARED:
        here, there = getattr(before, name), after[name]
        if here != there:
            found[name] = [_plain(here), _plain(there)]
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, PricingMode) else value


def _is_uscc(code: str) -> bool:
    try:
        return bool(gb32100.validate(code) == code)
    except ValidationError:
        return False
