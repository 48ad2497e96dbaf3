"""Provinces, cities and counties of GB/T 2260 as they are today, from the table that python-stdnum brings along.

A code is six digits; ``XX0000`` is a province, ``XXYY00`` a city. Codes that were given up are not offered any more.
"""

import re
from functools import cache
from importlib.resources import files

Place = tuple[str, str]  # code and Chinese name
_SPAN = re.compile(r"\[(\d*)-(\d*)\]")
_LINE = re.compile(r'\s*(\d+) (?:province|county)="([^"]+)"')


def list_provinces() -> list[Place]:
    """All provinces."""
    return [(code, name) for code, name in _table().items() if code.endswith("0000")]


def list_cities(province: str) -> list[Place]:
    """The cities of a province (``XX0000``)."""
    return [
        (code, name)
        for code, name in _table().items()
        if code[:2] == province[:2] and code.endswith("00") and not code.endswith("0000")
    ]


def list_counties(city: str) -> list[Place]:
    """The counties and districts of a city (``XXYY00``)."""
    return [
        (code, name)
        for code, name in _table().items()
        if code[:4] == city[:4] and not code.endswith("00") and name != "市辖区"
    ]


def is_division(code: str) -> bool:
    """Whether a unit may be registered there: a county, or a city that is not told apart further."""
    return code in _table() and not code.endswith("0000")


def name_of_division(code: str) -> str:
    """Province, city and county, as far as they are known; the code itself where nothing is."""
    steps = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    names = [_table()[step] for step in steps if step in _table()]
    return " ".join(name for name in names if name not in ("市辖区", "县")) or code


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        read = _LINE.match(line)
        if read is None:
            continue
        if not line.startswith(" "):
            province = read[1]
            continue
        name = _today(read[2])
        if name is not None:
            found[province + read[1]] = name
    return dict(sorted(_with_cities(found).items()))


def _today(spans: str) -> str | None:
    """The name that is in use: "[1983-2001]东市区,[2002-]瑶海区" is 瑶海区 today."""
    for part in spans.split(","):
        span = _SPAN.match(part)
        if span is None:
            return part
        if not span[2]:
            return part[span.end() :]
    return None


def _with_cities(found: dict[str, str]) -> dict[str, str]:
    """Counties directly under a province get a place in between, so that they can be chosen in three steps."""
    missing = {code[:4] + "00" for code in found} - set(found)
    return found | {code: "直辖县级行政区划" for code in missing if not code.endswith("0000")}
