"""Reads regions/<region>/…: every key is known, or reading stops with one sentence that names file and key."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from hub.federation.places import (
    KINDS,
    LINKS,
    REGISTRATIONS,
    STAGES,
    SUBJECTS,
    TOLD,
    Area,
    Login,
    MasterSince,
    Names,
    Programme,
    Region,
    SettlementDay,
)
from schemas.terms import Assurance, Mastership, Origin

GROUP = "voucher_hub.regions"


class RegionFileWrong(Exception):
    """A region file cannot be used; the text is one sentence with file and key."""


class Table:
    """A TOML table that is read key by key; ``done`` refuses what nobody asked for."""

    def __init__(self, file: Path, values: Mapping[str, Any], prefix: str = "") -> None:
        self.file, self.values, self.prefix, self.read = file, values, prefix, set[str]()

    def wrong(self, key: str, what: str) -> RegionFileWrong:
        """The refusal of one key."""
        return RegionFileWrong(f"{self.file}: {self.prefix}{key} {what}.")

    def take(self, key: str, kind: type | tuple[type, ...] = str, default: Any = ...) -> Any:
        """The value of a key; without a default it must be there."""
        self.read.add(key)
        if key not in self.values:
            if default is ...:
                raise self.wrong(key, "is missing")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"must not be {value!r}")
        return value

    def choice(self, key: str, allowed: Any, default: Any = ...) -> Any:
        """A text that must be one of ``allowed`` (names or an enumeration)."""
        value = self.take(key, str, default)
        values = [str(item) for item in allowed]
        if str(value) not in values:
            raise self.wrong(key, f"is {value!r}: it must be one of {', '.join(values)}")
        return allowed(value) if isinstance(allowed, type) else value

    def table(self, key: str, default: Any = ...) -> "Table | None":
        """A table below this one."""
        value = self.take(key, dict, default)
        return None if value is None else Table(self.file, value, f"{self.prefix}{key}.")

    def done(self) -> None:
        """Refuse the first key that was not read."""
        for key in self.values:
            if key not in self.read:
                raise self.wrong(key, "is unknown")


def region_folders(root: Path) -> Iterator[Path]:
    """The folders of all regions: those under ``root`` and those that installed packages bring."""
    yield from sorted(file.parent for file in root.glob("*/region.toml"))
    for entry in entry_points(group=GROUP):
        yield Path(str(entry.load().__path__[0]))


def read_region(folder: Path) -> Region:
    """One region.toml."""
    table = _open(folder / "region.toml")
    login = table.table("login", None)
    kind = table.choice("kind", KINDS, "region")
    region = Region(
        code=_code_of(table, folder),
        division=_division(table, required=kind == "region"),
        adapter=table.take("adapter", str, ... if kind == "region" else ""),
        names=_names(table),
        settings=table.take("settings", dict, {}),
        stage=table.choice("stage", STAGES, "listed"),
        origin=table.choice("origin", Origin),
        kind=kind,
        folder=folder,
        login=_login(login) if login else None,
        links=_links(table),
        told=_told(table),
    )
    table.done()
    return region


def read_areas(region: Region) -> list[Area]:
    """All area.toml files of a region."""
    return [_read_area(file.parent, region) for file in sorted(region.folder.glob("areas/*/area.toml"))]


def read_programmes(region: Region) -> list[Programme]:
    """All programmes that a region or federation owns."""
    return [_read_programme(file, region) for file in sorted(region.folder.glob("programmes/*.toml"))]


def _read_area(folder: Path, region: Region) -> Area:
    table = _open(folder / "area.toml")
    settlement = table.table("settlement")
    assert settlement is not None
    area = Area(
        code=_code_of(table, folder),
        region=region.code,
        division=_division(table, required=True),
        kind=table.choice("kind", ("province", "city", "district", "county")),
        number_code=table.take("number_code"),
        names=_names(table),
        programmes=_programmes(table),
        settlement=_settlement(settlement),
        origin=table.choice("origin", Origin),
        folder=folder,
        registration=table.choice("registration", REGISTRATIONS, "open"),
    )
    if not (len(area.number_code) == 3 and area.number_code.isascii() and area.number_code.isupper()):
        raise table.wrong("number_code", "must be three capital letters")
    table.done()
    return area


def _read_programme(file: Path, region: Region) -> Programme:
    table = _open(file)
    programme = Programme(
        code=_code_of(table, file.with_suffix("")),
        names=_names(table),
        payer=table.take("payer"),
        order_number=table.take("order_number"),
        voucher_number=table.take("voucher_number"),
        owner=region.code,
        origin=table.choice("origin", Origin),
        redeems_unaccepted=table.take("redeems_unaccepted", bool, False),
    )
    table.done()
    return programme


def _open(file: Path) -> Table:
    try:
        with open(file, "rb") as opened:
            return Table(file, tomllib.load(opened))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegionFileWrong(f"{file} is not readable TOML: {error}.") from error


def _code_of(table: Table, folder: Path) -> str:
    code: str = table.take("code", str, folder.name)
    if code != folder.name:
        raise table.wrong("code", f"is {code!r} but the name of the folder or file is {folder.name!r}")
    return code


def _division(table: Table, *, required: bool) -> str:
    division: str = table.take("division", str, ... if required else "")
    if division and not (division.isascii() and division.isdigit() and len(division) in (2, 6)):
        raise table.wrong("division", "must be two or six digits of GB/T 2260")
    return division


def _names(table: Table) -> Names:
    names = table.table("names")
    assert names is not None
    found = Names(zh=names.take("zh"), en=names.take("en"))
    names.done()
    return found


def _login(table: Table) -> Login:
    login = Login(
        assurance=table.choice("assurance", Assurance),
        reason=table.take("reason"),
        link_only=table.choice("use", ("login", "link"), "login") == "link",
        acr=_acr(table),
    )
    table.done()
    return login


def _acr(login: Table) -> dict[str, Assurance]:
    words = login.table("acr", None)
    return {word: words.choice(word, Assurance) for word in words.values} if words else {}


def _told(table: Table) -> frozenset[str]:
    told = table.take("told", list, [])
    unknown = [name for name in told if name not in TOLD]
    if unknown:
        raise table.wrong("told", f"names {unknown[0]!r}: it must be among {', '.join(TOLD)}")
    return frozenset(told)


def _links(table: Table) -> dict[str, str]:
    links = table.table("links", None)
    if links is None:
        return {}
    found = {page: links.take(page, str, "") for page in LINKS}
    links.done()
    for page, address in found.items():
        if address and not address.startswith(("/", "https://", "http://")):
            raise links.wrong(page, "must be an address, or a path below settings.base_url")
    return {page: address for page, address in found.items() if address}


def _settlement(table: Table) -> SettlementDay:
    day: int = table.take("day", int)
    time: str = table.take("time")
    if not 1 <= day <= 28:
        raise table.wrong("day", "must lie between 1 and 28")
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise table.wrong("time", "must be written like 02:00")
    settlement = SettlementDay(day=day, time=time, origin=table.choice("origin", Origin))
    table.done()
    return settlement


def _programmes(table: Table) -> dict[str, tuple[MasterSince, ...]]:
    programmes = table.table("programmes")
    assert programmes is not None
    found = {}
    for code in programmes.values:
        steps = programmes.take(code, (dict, list))
        found[code] = tuple(
            master
            for step in (steps if isinstance(steps, list) else [steps])
            for master in _masters(Table(table.file, step, f"programmes.{code}."))
        )
    return found


def _masters(table: Table) -> Iterator[MasterSince]:
    since = table.take("from", date, None)
    for subject in SUBJECTS:
        if subject in table.values:
            yield MasterSince(subject, table.choice(subject, Mastership), since)
    table.done()
