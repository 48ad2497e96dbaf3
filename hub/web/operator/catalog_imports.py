"""Regions' catalogues as they were read: counts, differences, what could not be taken over, and what failed."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.catalog import region_import
from hub.catalog.jobs import import_region
from hub.kernel.jobs import enqueue
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.order import Nothing
from schemas.terms import Role


@bp.get("/catalog")
@allow(Role.HUB_OPERATOR)
def list_catalog_imports() -> ResponseReturnValue:
    """The newest readings, and reading one now."""
    return _page()


@bp.post("/catalog/<region>/read")
@allow(Role.HUB_OPERATOR)
def read_catalog(region: str) -> ResponseReturnValue:
    """Have a region's catalogue read now."""
    form = _form(region)
    return perform(
        lambda: enqueue(import_region, region=region) if region in region_import.regions_with_catalog() else None,
        then=lambda _: url_for(".list_catalog_imports", asked=region),
        back=lambda _: _page(),
        form=form,
    )


def _page() -> str:
    regions = region_import.regions_with_catalog()
    return render(
        "operator/catalog.html", reports=region_import.list_reports(), forms=[(one, _form(one)) for one in regions]
    )


def _form(region: str) -> Form:
    url, submit = url_for(".read_catalog", region=region), t("立即读取", "Read it now")
    return Form(Nothing(), action="catalog.read", url=url, submit=submit, style="outline-primary")
