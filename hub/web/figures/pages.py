"""The pages of statistics: of published years for everybody, of any period for those whose areas they are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue

from hub import statistics
from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.scope import EVERYTHING, Scope
from hub.statistics import MEASURES, WITH_SELLERS, Statistics
from hub.web.figures import charts
from hub.web.figures.spreadsheet import csv_answer
from hub.web.figures.tables import find_table, tables_of
from hub.web.figures.words import area_word, measure_note, measure_word, place_word
from hub.web.guards import current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.terms import Role

LONGEST = timedelta(days=366 * 6)


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


def counted(actor: Actor, *roles: Role) -> tuple[Statistics, bool]:
    """The period that the address asks for as these roles may see it; and whether what it asks makes no sense."""
    since, until, wrong = period_asked()
    if actor.has(Role.HUB_OPERATOR) and roles == (Role.HUB_OPERATOR,):
        least = current_app.config["HUB"].statistics.minimum_group
        last = statistics.last_whole_month(until + timedelta(days=1))
        return statistics.count_for_everybody(since.replace(day=1), last, least), wrong
    return statistics.count_for_staff(since, until, scope=scope_of(actor, *roles)), wrong


def scope_of(actor: Actor, *roles: Role) -> Scope:
    """The areas whose figures these roles see: a province's center those of all areas of its region."""
    scope = actor.scope_by(*roles)
    if scope == EVERYTHING:
        return scope
    regions = {directory.get_area(code).region for code in actor.areas(Role.PROVINCE_CENTER)}
    inside = {area.code for area in directory.list_areas() if area.region in regions}
    return Scope(areas=scope.areas | inside)


def period_asked() -> tuple[date, date, bool]:
    """First and last day of the address; the running year where it has none or they make no sense."""
    today = business_today()
    try:
        since = date.fromisoformat(request.args.get("since") or today.replace(month=1, day=1).isoformat())
        until = date.fromisoformat(request.args.get("until") or today.isoformat())
    except ValueError:
        return today.replace(month=1, day=1), today, True
    if until < since or until - since > LONGEST:
        return today.replace(month=1, day=1), today, True
    return since, until, False


def staff_page(base: str, *roles: Role) -> ResponseReturnValue:
    """Any period, for staff; ``base`` is the address of the page."""
    found, wrong = counted(current_actor(), *roles)
    query = f"?since={found.since}&until={found.until}"
    page = FigurePage(
        title=t("统计", "Statistics"), lead=_lead(roles), nothing=t("该期间没有数据。", "Nothing in this period."),
        file_base=f"{base}/", query=query, dates=True, since=str(found.since), until=str(found.until), wrong=wrong,
        analysis=f"{base}/analysis{query}",
    )  # fmt: skip
    return show(found, page, public=_is_shortened(roles)), 422 if wrong else 200


def staff_file(name: str, *roles: Role) -> ResponseReturnValue:
    """One table of the period as a file."""
    found, _ = counted(current_actor(), *roles)
    return file_of(found, name, public=_is_shortened(roles))


def staff_analysis(base: str, *roles: Role) -> ResponseReturnValue:
    """The period's charts."""
    found, _ = counted(current_actor(), *roles)
    return analysis(found, base, f"?since={found.since}&until={found.until}", public=_is_shortened(roles))


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


def _is_shortened(roles: tuple[Role, ...]) -> bool:
    return roles == (Role.HUB_OPERATOR,)


def _lead(roles: tuple[Role, ...]) -> str:
    if _is_shortened(roles):
        return t(
            "全枢纽的统计，按整月；涉及企业过少的数字不显示。", "The whole hub by whole months; small groups withheld."
        )
    return t("本区域的统计，数据实时汇总。", "Your areas, counted now.")
