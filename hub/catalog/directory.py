"""The directory of recognised laboratories of a programme: who is listed on a day, and search in it (TJ-31, TJ-35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from hub.catalog.directory_models import LaboratoryEntry
from hub.catalog.words import search_expression
from hub.federation import directory as places
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.policy import policy_in_force
from schemas.conditions import facts_of

PER_PAGE = 12
# A version never changes, so what its rules ask for is found out once a process.
_asking: dict[str, bool] = {}
FACTS = frozenset({"order.seller_in_catalogue", "application.seller_in_catalogue"})

_LISTED = (
    select(LaboratoryEntry.id)
    .where(
        LaboratoryEntry.programme == bindparam("programme"),
        LaboratoryEntry.owner_uscc == bindparam("uscc"),
        LaboratoryEntry.listed_on <= bindparam("day"),
        or_(LaboratoryEntry.left_on.is_(None), LaboratoryEntry.left_on > bindparam("day")),
    )
    .limit(1)
)


@dataclass(frozen=True)
class ProvinceCount:
    """How many of what was found lie in a province, and whether it is the one chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class LaboratoryPage:
    """One page of the directory, with how many rows the whole answer has and the provinces they lie in."""

    entries: Sequence[LaboratoryEntry]
    total: int
    page: int
    pages: int
    provinces: Sequence[ProvinceCount]


def is_listed(programme: str, uscc: str, on: date) -> bool:
    """Whether a laboratory of the unit stands in a programme's directory on a day; the day of leaving is out."""
    return db.session.execute(_LISTED, {"programme": programme, "uscc": uscc, "day": on}).first() is not None


def asks_for_directory(programme: str, area: str, on: date) -> bool:
    """Whether the policy in force has a rule about the directory; elsewhere nobody needs to look."""
    policy = policy_in_force(programme, area, on)
    known = _asking.get(policy.content_hash)
    if known is None:
        known = any(facts_of(rule.cond) & FACTS for rule in policy.draft.rules)
        _asking[policy.content_hash] = known
    return known


def search_laboratories(
    *, words: str = "", division: str = "", kind: str = "", on: date, page: int = 1, programme: str = ""
) -> LaboratoryPage:
    """Laboratories listed on a day that hold every word typed, by province and kind, in the order of their numbers."""
    found = select(LaboratoryEntry).where(
        LaboratoryEntry.listed_on <= on, or_(LaboratoryEntry.left_on.is_(None), LaboratoryEntry.left_on > on)
    )
    if programme:
        found = found.where(LaboratoryEntry.programme == programme)
    if kind.strip():
        about = or_(LaboratoryEntry.kind.contains(kind.strip(), autoescape=True),
                    LaboratoryEntry.subject_field.contains(kind.strip(), autoescape=True))  # fmt: skip
        found = found.where(about)
    expression = search_expression(words)
    if words.strip():
        found = found.where(
            LaboratoryEntry.words.op("@@")(cast(expression, TSQUERY))
            if expression
            else LaboratoryEntry.no == words.strip()
        )
    provinces = _provinces(found, division)
    if division:
        found = found.where(LaboratoryEntry.division == division)
    total = db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    rows = found.order_by(LaboratoryEntry.no).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return LaboratoryPage(db.session.execute(rows).scalars().all(), total, page, pages, provinces)


def _provinces(found: Select[Any], chosen: str) -> list[ProvinceCount]:
    counted = found.with_only_columns(LaboratoryEntry.division, func.count()).group_by(LaboratoryEntry.division)
    rows = db.session.execute(counted.order_by(LaboratoryEntry.division))
    return [ProvinceCount(division, count, division == chosen) for division, count in rows]


def keepers_of(programme: str) -> frozenset[str]:
    """The areas that keep the directory of a programme: the one that pays for it, else every area that has it."""
    payer = places.get_programme(programme).payer
    if payer != places.PAYER_IS_AREA:
        return frozenset({payer})
    return frozenset(area.code for area in places.list_areas() if programme in area.programmes)


def programmes_kept_by(areas: frozenset[str], on: date) -> list[str]:
    """The programmes whose directory somebody of these areas keeps: those with a rule about it."""
    return [
        scheme.code
        for scheme in places.list_programmes()
        if keepers_of(scheme.code) & areas and any(_asks_in(scheme.code, area.code, on) for area in places.list_areas())
    ]


def _asks_in(programme: str, area: str, on: date) -> bool:
    if programme not in places.get_area(area).programmes:
        return False
    try:
        return asks_for_directory(programme, area, on)
    except HubError:  # no policy is in force there on that day
        return False
