"""Statistics for staff: any period, of the areas that are theirs; one set of pages that each audience attaches."""

from datetime import date, timedelta

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from hub import statistics
from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.scope import EVERYTHING, Scope
from hub.statistics import Statistics
from hub.web.figures import pages
from hub.web.guards import allow, current_actor
from hub.web.language import t
from schemas.terms import Role

LONGEST = timedelta(days=366 * 6)


def add_pages(bp: Blueprint, *roles: Role) -> None:
    """Attach the pages of statistics to an audience; ``roles`` say whose figures are counted."""
    base, shortened = f"{bp.url_prefix}/statistics", roles == (Role.HUB_OPERATOR,)

    @bp.get("/statistics")
    @allow(*roles)
    def show_statistics() -> ResponseReturnValue:
        """The figures of a period."""
        found, wrong = counted(current_actor(), *roles)
        page = pages.FigurePage(
            title=t("统计", "Statistics"), lead=_lead(shortened),
            nothing=t("该期间没有数据。", "Nothing in this period."),
            file_base=f"{base}/", query=_query(found), dates=True, since=str(found.since), until=str(found.until),
            wrong=wrong, analysis=f"{base}/analysis{_query(found)}",
        )  # fmt: skip
        return pages.show(found, page, public=shortened), 422 if wrong else 200

    @bp.get("/statistics/<name>.csv")
    @allow(*roles)
    def download_statistics(name: str) -> ResponseReturnValue:
        """One table of the period as a file."""
        found, _ = counted(current_actor(), *roles)
        return pages.file_of(found, name, public=shortened)

    @bp.get("/statistics/analysis")
    @allow(*roles)
    def analyse_statistics() -> ResponseReturnValue:
        """The period's charts."""
        found, _ = counted(current_actor(), *roles)
        return pages.analysis(found, base, _query(found), public=shortened)


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


def _query(found: Statistics) -> str:
    return f"?since={found.since}&until={found.until}"


def _lead(shortened: bool) -> str:
    if shortened:
        return t("全枢纽的统计，按整月；企业过少的不显示。", "The whole hub by whole months; small groups withheld.")
    return t("本区域的统计，数据实时汇总。", "Your areas, counted now.")
