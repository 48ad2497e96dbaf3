"""The tile map: a grid of cities as data of the regions, with what each offers; schematic, no real map (ZJ1-20).

``regions/<region>/tiles.toml`` gives column and row of each place, by its code of GB/T 2260. Two places on one tile,
or one that nobody knows, are a fault of the files. A place without a tile stands in the list below the map.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.catalog.directories import PlaceCount, count_by_city
from hub.federation import directory
from hub.identity import divisions


class TilesWrong(Exception):
    """A file of tiles cannot be used; the text names file and place."""


@dataclass(frozen=True)
class Tile:
    """A place on the grid, with what it offers."""

    code: str
    name: str
    column: int
    row: int
    count: PlaceCount

    @property
    def prefix(self) -> str:
        """The part of a code that everything in this place begins with."""
        return prefix_of(self.code)


def tile_map(words: str, at: datetime) -> tuple[Sequence[Tile], Sequence[Tile]]:
    """The tiles of all regions, and places that offer something and have no tile (column and row 0)."""
    counts = count_by_city(words, at)
    tiles = [
        Tile(code, place_name(code), column, row, _sum(counts, prefix_of(code)))
        for code, (column, row) in read_tiles().items()
    ]
    known = tuple(tile.prefix for tile in tiles)
    rest = sorted(city for city in counts if not city.startswith(known))
    return tiles, [Tile(f"{city}00", place_name(f"{city}00"), 0, 0, counts[city]) for city in rest]


def read_tiles() -> dict[str, tuple[int, int]]:
    """The grid of every region.

    Raises:
        TilesWrong: two places stand on one tile, or a line is none.
    """
    found: dict[str, tuple[int, int]] = {}
    for region in directory.list_regions():
        file = region.folder / "tiles.toml"
        if not file.is_file():
            continue
        for code, place in tomllib.loads(file.read_text(encoding="utf-8"))["tiles"].items():
            check_tile(str(file), code, place, found)
            found[code] = (place[0], place[1])
    return found


def check_tile(file: str, code: str, place: object, taken: Mapping[str, tuple[int, int]]) -> None:
    """Refuse a line that makes no sense.

    Raises:
        TilesWrong: the code is no place, the place no tile, or another stands there.
    """
    if not (len(code) == 6 and code.isdigit()):
        raise TilesWrong(f"{file}: {code} is no code of a place.")
    if not (isinstance(place, list) and len(place) == 2 and all(isinstance(n, int) and 0 < n <= 40 for n in place)):
        raise TilesWrong(f"{file}: {code} needs a column and a row from 1 to 40.")
    if (place[0], place[1]) in taken.values():
        raise TilesWrong(f"{file}: another place stands on the tile of {code}.")


def prefix_of(code: str) -> str:
    """A province by two digits, a city by four, a county by six."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def place_name(code: str) -> str:
    """The last part of a place's name."""
    return divisions.name_of_division(code).rsplit(" ", 1)[-1]


def _sum(counts: Mapping[str, PlaceCount], prefix: str) -> PlaceCount:
    inside: Iterable[PlaceCount] = [count for city, count in counts.items() if city.startswith(prefix)]
    return PlaceCount(
        institutions=sum(one.institutions for one in inside),
        services=sum(one.services for one in inside),
        instruments=sum(one.instruments for one in inside),
    )
