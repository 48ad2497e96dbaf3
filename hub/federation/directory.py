"""Which regions, areas and programmes there are, and who is master of what: read from region files at start-up."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from flask import current_app, has_app_context

from adapters.discovery import known_dialects, settings_of
from hub.federation.errors import UnknownArea, UnknownProgramme, UnknownRegion
from hub.federation.places import SUBJECTS, Area, Programme, Region
from hub.federation.region_files import RegionFileWrong, read_areas, read_programmes, read_region, region_folders
from hub.settings import load_settings
from schemas.terms import Mastership

PAYER_IS_AREA = "area"


@dataclass(frozen=True)
class Directory:
    """Everything the region files say."""

    regions: Mapping[str, Region]
    areas: Mapping[str, Area]
    programmes: Mapping[str, Programme]


def read_directory(folder: Path, variables: Mapping[str, str] | None = None) -> Directory:
    """Read and cross-check all region files.

    Raises:
        RegionFileWrong: one sentence naming the file and the key.
    """
    variables = os.environ if variables is None else variables
    regions: dict[str, Region] = {}
    areas: dict[str, Area] = {}
    programmes: dict[str, Programme] = {}
    for region_folder in region_folders(folder):
        region = _with_overrides(read_region(region_folder), variables)
        _check_adapter(region)
        _add(regions, region, region_folder)
        for area in read_areas(region):
            _add(areas, area, area.folder)
        for programme in read_programmes(region):
            _add(programmes, programme, region_folder)
    directory = Directory(regions, areas, programmes)
    _cross_check(directory)
    return directory


def get_region(code: str) -> Region:
    """The region with this code.

    Raises:
        UnknownRegion: there is none.
    """
    try:
        return _directory().regions[code]
    except KeyError:
        raise UnknownRegion(region=code) from None


def list_regions() -> list[Region]:
    """All regions and federations, by code."""
    return sorted(_directory().regions.values(), key=lambda region: region.code)


def find_region_of_division(division: str) -> Region | None:
    """The region in which a place (GB/T 2260) lies; None where no region of ours is."""
    for region in list_regions():
        if region.division and _lies_in(division, region.division):
            return region
    return None


def get_area(code: str) -> Area:
    """The area with this code.

    Raises:
        UnknownArea: there is none.
    """
    try:
        return _directory().areas[code]
    except KeyError:
        raise UnknownArea(area=code) from None


def list_areas() -> list[Area]:
    """All areas, by code."""
    return sorted(_directory().areas.values(), key=lambda area: area.code)


def find_area_of_division(division: str) -> Area | None:
    """The smallest area that holds a place, or None."""
    holding = [area for area in list_areas() if _lies_in(division, area.division)]
    return max(holding, key=lambda area: len(_prefix(area.division)), default=None)


def area_name(code: str, lang: str = "zh") -> str:
    """The name of an area, or of a region where no area has the code."""
    directory = _directory()
    place = directory.areas.get(code) or directory.regions.get(code)
    if place is None:
        raise UnknownArea(area=code)
    return place.names.text(lang)


def get_programme(code: str) -> Programme:
    """The programme with this code.

    Raises:
        UnknownProgramme: there is none.
    """
    try:
        return _directory().programmes[code]
    except KeyError:
        raise UnknownProgramme(programme=code) from None


def list_programmes() -> list[Programme]:
    """All programmes, by code."""
    return sorted(_directory().programmes.values(), key=lambda programme: programme.code)


def programmes_for(division: str) -> tuple[tuple[Programme, Area], ...]:
    """Every programme open to a holder in that place, each with the area whose rules and money apply."""
    return tuple(
        (get_programme(code), area)
        for area in list_areas()
        if _lies_in(division, area.division)
        for code in sorted(area.programmes)
    )


def payer_area(programme: str, area: str) -> str:
    """The code of the area whose treasury pays for an award in (programme, area)."""
    payer = get_programme(programme).payer
    return get_area(area).code if payer == PAYER_IS_AREA else payer


def number_code(programme: str, area: str) -> str:
    """The three letters in the numbers of vouchers of (programme, area)."""
    code = get_programme(programme).voucher_number
    return get_area(area).number_code if code == PAYER_IS_AREA else code


def mastership(programme: str, area: str, subject: str, on: date) -> Mastership:
    """Who is master of identity, profile, application, order, redemption or payment on a date; the hub by default."""
    if subject not in SUBJECTS:
        raise ValueError(f"unknown subject of mastership: {subject!r}")
    master = Mastership.HUB
    steps = get_area(area).programmes.get(programme, ())
    for step in sorted(steps, key=lambda step: step.since or date.min):
        if step.subject == subject and (step.since is None or step.since <= on):
            master = step.master
    return master


def _directory() -> Directory:
    if has_app_context() and "directory" in current_app.extensions:
        directory: Directory = current_app.extensions["directory"]
        return directory
    return _shipped()


@cache
def _shipped() -> Directory:
    return read_directory(load_settings().regions)


def _lies_in(division: str, outer: str) -> bool:
    return division.startswith(_prefix(outer))


def _prefix(division: str) -> str:
    while len(division) > 2 and division.endswith("00"):
        division = division[:-2]
    return division


def _add(found: dict[str, Region] | dict[str, Area] | dict[str, Programme], place: object, file: Path) -> None:
    code = place.code  # type: ignore[attr-defined]
    if code in found:
        raise RegionFileWrong(f"{file}: the code {code!r} is used twice.")
    found[code] = place  # type: ignore[assignment]


def _with_overrides(region: Region, variables: Mapping[str, str]) -> Region:
    prefix = f"HUB_REGION_{region.code.upper()}_"
    given = {name.removeprefix(prefix).lower(): value for name, value in variables.items() if name.startswith(prefix)}
    return replace(region, settings={**region.settings, **given}) if given else region


def _check_adapter(region: Region) -> None:
    if region.kind == "federation":
        return
    spec = known_dialects().get(region.adapter)
    file = region.folder / "region.toml"
    if spec is None:
        raise RegionFileWrong(f"{file}: adapter {region.adapter!r} does not exist.")
    try:
        settings_of(spec, dict(region.settings))
    except ValueError as error:
        raise RegionFileWrong(f"{file}: {error}.") from error


def _cross_check(directory: Directory) -> None:
    for area in directory.areas.values():
        for code in area.programmes:
            if code not in directory.programmes:
                raise RegionFileWrong(f"{area.folder / 'area.toml'}: the programme {code!r} does not exist.")
    for programme in directory.programmes.values():
        if programme.payer != PAYER_IS_AREA and programme.payer not in directory.areas:
            raise RegionFileWrong(f"Programme {programme.code}: the payer {programme.payer!r} is no area.")
