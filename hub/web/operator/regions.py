"""The regions as the hub's operators see them: health, breaker, abilities, latest messages."""

from flask.typing import ResponseReturnValue

from hub import audit
from hub.federation import ladder, overview
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.operator.region_steps import CONFIRMERS, region_page
from hub.web.page import render
from schemas.terms import Role


@bp.get("/")
@allow(Role.HUB_OPERATOR)
def home() -> ResponseReturnValue:
    """What needs an operator now."""
    return render(
        "operator/home.html", regions=overview.view_regions(), counts=overview.count_by_state(),
        sealing=audit.seal_status(),
    )  # fmt: skip


@bp.get("/regions")
@allow(*CONFIRMERS)
def list_regions() -> ResponseReturnValue:
    """All regions with what their dialects can do."""
    return render("operator/regions/list.html", regions=overview.view_regions(), stage_words=ladder.STAGE_WORDS)


@bp.get("/regions/<code>")
@allow(*CONFIRMERS)
def show_region(code: str) -> ResponseReturnValue:
    """One region."""
    return region_page(code)
