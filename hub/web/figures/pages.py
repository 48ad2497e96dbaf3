"""What every page of statistics is made of: the page itself, its files, and the page whose charts a script draws."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from hub import statistics
from hub.statistics import MEASURES, WITH_SELLERS, Statistics
from hub.web.figures import charts
from hub.web.figures.spreadsheet import csv_answer
from hub.web.figures.tables import find_table, tables_of
from hub.web.figures.words import area_word, measure_note, measure_word, place_word
from hub.web.language import t
from hub.web.page import render


@dataclass(frozen=True)
class FigurePage:
    """What a page of statistics says around its figures, and where its files lie."""

    title: str
    lead: str
    nothing: str
    file_base: str
    query: str = ""
    years: tuple[int, ...] = ()
    dates: bool = False
    since: str = ""
    until: str = ""
    wrong: bool = False
    analysis: str = ""
    back: str = ""


def published() -> Statistics | None:
    """The published year that the address asks for, the latest by default."""
    years = statistics.list_published()
    asked = request.args.get("year", "")
    if asked:
        if not (asked.isascii() and asked.isdigit() and len(asked) == 4) or int(asked) not in years:
            abort(404)
        return statistics.find_published(int(asked))
    return statistics.find_published(years[0]) if years else None


def show(found: Statistics | None, page: FigurePage, *, public: bool) -> str:
    """The page of figures."""
    if found is None or found.is_empty:
        return render("figures/show.html", page=page, found=None)
    tiles, rest = charts.tiles_of(found, "used")
    return render(
        "figures/show.html", page=page, found=found, tables=tables_of(found, public=public), tiles=tiles, rest=rest,
        charts=charts.charts_of(found), notes={measure: measure_note(measure) for measure in MEASURES},
    )  # fmt: skip


def file_of(found: Statistics | None, name: str, *, public: bool, cached: bool = False) -> ResponseReturnValue:
    """One table as a file; 404 where there is none of the name."""
    table = find_table(tables_of(found, public=public), name) if found else None
    if found is None or table is None:
        abort(404)
    return csv_answer(table, found, cached=cached)


def analysis(found: Statistics | None, base: str, query: str, *, public: bool) -> str:
    """The page whose charts a script draws."""
    page = FigurePage(
        title="", lead="", nothing=t("还没有可分析的数据。", "There is nothing to analyse yet."), file_base=f"{base}/",
        query=query, back=base + query,
    )  # fmt: skip
    tables = tables_of(found, public=public) if found else []
    return render("figures/analysis.html", page=page, found=found, tables=tables, series=series_of(found))


def series_of(found: Statistics | None) -> dict[str, Any]:
    """What the script draws: what is withheld is left out."""
    if found is None:
        return {}
    months = found.rows("month")
    links = [
        {"source": area_word(area), "target": f"→ {place_word(place)}", "value": figure.fen / 100}
        for area in found.rows("flow")
        for place in found.columns("flow")
        if (figure := found.figure(WITH_SELLERS[1], "flow", area, place)) and figure.fen > 0
    ]
    measures = [
        {"name": measure_word(m), "yuan": [_yuan(found, m, month) for month in months]} for m in MEASURES
    ]  # fmt: skip
    nodes = sorted({str(link[end]) for link in links for end in ("source", "target")})
    words = {
        "months": t("按月", "By month"), "flow": t("兑付流向", "Flow of what was redeemed"), "yuan": t("元", "CNY"),
    }  # fmt: skip
    return {
        "months": months,
        "measures": measures,
        "links": links,
        "nodes": [{"name": n} for n in nodes],
        "words": words,
    }


def _yuan(found: Statistics, measure: str, month: str) -> float | None:
    figure = found.figure(measure, "month", month)
    return figure.fen / 100 if figure else None
