"""Regions, areas and programmes as their files describe them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from schemas.terms import Assurance, Mastership, Origin

SUBJECTS = ("identity", "profile", "application", "order", "redemption", "payment")
STAGES = ("listed", "connected", "trading", "settling")
KINDS = ("region", "federation")
REGISTRATIONS = ("open", "reviewed")
LINKS = ("register", "recover")
TOLD = ("orders", "redemptions")
LIVE_STAGES = ("connected", "trading", "settling")


@dataclass(frozen=True)
class Names:
    """A name in both languages."""

    zh: str
    en: str

    def text(self, language: str = "zh") -> str:
        """The name for a reader of ``language``."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Login:
    """How sure a login at the region makes the hub, and why we say so.

    ``link_only``: its account may be connected to one of the hub, and opens none by itself. ``acr``: what the
    platform's own words for the assurance of one login mean; other words than these and ours count as low.
    """

    assurance: Assurance
    reason: str
    link_only: bool = False
    acr: Mapping[str, Assurance] = field(default_factory=dict)


@dataclass(frozen=True)
class Region:
    """A platform at province level, or a federation that owns a programme and has no platform (adapter "").

    ``told``: what the hub tells the platform as it happens, among ``TOLD``.
    """

    code: str
    division: str
    adapter: str
    names: Names
    settings: Mapping[str, Any]
    stage: str
    origin: Origin
    kind: str
    folder: Path
    login: Login | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()

    def link(self, page: str) -> str | None:
        """The address of a page of the platform's own ("register", "recover"), or None; a path is below its base."""
        found = self.links.get(page)
        base = str(self.settings.get("base_url", "")).rstrip("/")
        return base + found if found and found.startswith("/") else found


@dataclass(frozen=True)
class SettlementDay:
    """On which day of the month, at what time, an area's settlement runs; ``origin`` says where we have it from."""

    day: int
    time: str
    origin: Origin


@dataclass(frozen=True)
class MasterSince:
    """Who is master of one subject from a date on (None: from the beginning)."""

    subject: str
    master: Mastership
    since: date | None


@dataclass(frozen=True)
class Area:
    """A place with administrators and money of its own, below a region.

    ``registration`` says whether its office looks at each registration first: "open" or "reviewed".
    """

    code: str
    region: str
    division: str
    kind: str
    number_code: str
    names: Names
    programmes: Mapping[str, tuple[MasterSince, ...]]
    settlement: SettlementDay
    origin: Origin
    folder: Path
    registration: str = "open"


@dataclass(frozen=True)
class Programme:
    """A scheme with its own rules, money and numbers.

    ``payer`` is "area" (the holder's own area) or an area's code; ``voucher_number`` is "area" (the area's
    number code) or a code of its own. ``redeems_unaccepted``: the holder may redeem an order that was done without
    ever being accepted online (CSJ-38); elsewhere only one in service (JS-53).
    """

    code: str
    names: Names
    payer: str
    order_number: str
    voucher_number: str
    owner: str
    origin: Origin
    redeems_unaccepted: bool = False
