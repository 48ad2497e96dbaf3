"""Statistics for everybody: the published years with drawings, tables and files."""

from flask.typing import ResponseReturnValue

from hub import statistics
from hub.web.figures import pages
from hub.web.guards import public
from hub.web.language import t
from hub.web.public import bp

BASE = "/statistics"


@bp.get("/statistics")
@public
def show_statistics() -> ResponseReturnValue:
    """A year, the latest by default."""
    found = pages.published()
    page = pages.FigurePage(
        title=t("公开统计", "Statistics"),
        lead=t("各地区创新券发放、使用、兑付与拨付情况。", "What was issued, used, redeemed and paid."),
        nothing=t("还没有公布的统计。每夜更新，公布到上月底。", "Nothing is published yet; counted nightly."),
        file_base=f"{BASE}/", query=_query(found), years=tuple(statistics.list_published()),
        analysis=f"{BASE}/analysis{_query(found)}",
    )  # fmt: skip
    return pages.show(found, page, public=True)


@bp.get("/statistics/<name>.csv")
@public
def download_statistics(name: str) -> ResponseReturnValue:
    """One table of a year as a file."""
    return pages.file_of(pages.published(), name, public=True, cached=True)


@bp.get("/statistics/analysis")
@public
def analyse_statistics() -> ResponseReturnValue:
    """A year's charts."""
    found = pages.published()
    return pages.analysis(found, BASE, _query(found), public=True)


def _query(found: statistics.Statistics | None) -> str:
    return f"?year={found.since.year}" if found else ""
