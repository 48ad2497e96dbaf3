"""Charts as numbers for the templates' SVG: every bar with its words; length tells, color only helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.catalog.tiles import place_name, prefix_of, read_tiles
from hub.federation import UnknownArea, directory
from hub.statistics import MEASURES, Figure, Statistics
from hub.web.figures.tables import steps
from hub.web.figures.words import area_word, measure_word, withheld_word
from hub.web.language import t

WIDTH, BAR, GAP, NAMES, WORDS = 640, 22, 10, 200, 190
SHADES = 5


@dataclass(frozen=True)
class Bar:
    """One bar of a drawing: its place and length, what it is, and its figure in words; a tick where there is one."""

    label: str
    words: str
    y: int
    length: float
    tick: float | None = None


@dataclass(frozen=True)
class Chart:
    """A drawing of horizontal bars with its title and a sentence that tells what it shows."""

    name: str
    title: str
    description: str
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class FigureTile:
    """A city on the grid with its figure: ``shade`` 0 (nothing) to 5, None where it is withheld."""

    name: str
    column: int
    row: int
    words: str
    shade: int | None


def charts_of(found: Statistics) -> list[Chart]:
    """A chart of the months for each measure, one of the areas, one of the steps."""
    months = [
        bars(
            f"months-{measure}",
            t(f"按月：{measure_word(measure)}", f"By month: {measure_word(measure)}"),
            [(month, found.figure(measure, "month", month)) for month in found.rows("month")],
        )
        for measure in MEASURES
    ]
    areas = bars(
        "areas-used",
        t("按地区：用券", "By area: used"),
        [(area_word(code), found.figure("used", "area", code)) for code in found.rows("area")],
    )
    return [chart for chart in (*months, areas, _steps(found)) if any(bar.length for bar in chart.bars)]


def bars(name: str, title: str, rows: Sequence[tuple[str, Figure | None]]) -> Chart:
    """Amounts as bars; what is withheld has no length and says so."""
    most = max((figure.fen for _, figure in rows if figure), default=0)
    drawn = tuple(
        Bar(label, short_money(figure), _y(at), _length(figure.fen if figure else 0, most))
        for at, (label, figure) in enumerate(rows)
    )
    told = t(
        "横条越长金额越大，数值写在条末；同样的数字见下表。",
        "Longer bars are larger amounts; the same figures stand in the table.",
    )
    return Chart(name, title, told, _y(len(rows)), drawn)


def _steps(found: Statistics) -> Chart:
    most = max((step.p90_days for step in found.steps), default=0)
    titles = [row.title for row in steps(found).rows]
    drawn = tuple(
        Bar(
            title,
            t(
                f"{s.median_days:.1f} 天，九成 {s.p90_days:.1f} 天内",
                f"{s.median_days:.1f} d, 9 in 10 within {s.p90_days:.1f}",
            ),
            _y(at),
            _length(s.median_days, most),
            tick=NAMES + _length(s.p90_days, most),
        )
        for at, (title, s) in enumerate(zip(titles, found.steps, strict=True))
    )
    told = t(
        "横条为中位数，竖线为九成以内的天数；同样的数字见下表。",
        "The bar is the median, the line what nine in ten kept within; see the table.",
    )
    return Chart("steps", t("各环节用时（天）", "Days per step"), told, _y(len(drawn)), drawn)


def tiles_of(found: Statistics, measure: str) -> tuple[list[FigureTile], list[FigureTile]]:
    """The cities of the grid with the figure of the areas in them, and areas that have no tile (column 0)."""
    places = read_tiles()
    inside: dict[str, list[str]] = {code: [] for code in places}
    rest: list[str] = []
    for area in found.rows("area"):
        home = next((code for code in places if _division(area).startswith(prefix_of(code))), None)
        (inside[home] if home else rest).append(area)
    figures = {code: _sum(found, measure, areas) for code, areas in inside.items()}
    most = max((figure.fen for figure in figures.values() if figure), default=0)
    tiles = [
        FigureTile(place_name(code).replace("市", ""), *places[code], short_money(figure), _shade(figure, most))
        for code, figure in figures.items()
    ]
    return tiles, [FigureTile(area_word(a), 0, 0, short_money(found.figure(measure, "area", a)), 0) for a in rest]


def short_money(figure: Figure | None) -> str:
    """An amount for a drawing: from ten thousand yuan on in 万元."""
    if figure is None:
        return withheld_word()
    yuan = figure.fen / 100
    if abs(yuan) < 10_000:
        return f"{yuan:,.0f}" if figure.fen % 100 == 0 else f"{yuan:,.2f}"
    return t(f"{yuan / 10_000:,.2f}万", f"{yuan / 1000:,.1f}k")


def _division(area: str) -> str:
    try:
        return directory.get_area(area).division
    except UnknownArea:
        return ""


def _sum(found: Statistics, measure: str, areas: Sequence[str]) -> Figure | None:
    figures = [found.figure(measure, "area", area) for area in areas]
    if None in figures:
        return None
    return Figure(sum(f.fen for f in figures if f), sum(f.count for f in figures if f))


def _shade(figure: Figure | None, most: int) -> int | None:
    if figure is None:
        return None
    return 0 if figure.fen <= 0 or most <= 0 else max(1, -(-figure.fen * SHADES // most))


def _y(at: int) -> int:
    return at * (BAR + GAP)


def _length(value: float, most: float) -> float:
    return round(max(0.0, value) / most * (WIDTH - NAMES - WORDS), 1) if most > 0 else 0.0
