"""The institution's shop page: what it says of itself, and its sub-units."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import catalog
from hub.catalog import Shop
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.institution.listing_forms import own_institution
from hub.web.language import t
from hub.web.page import render
from schemas.listing import ShopProfile
from schemas.terms import INSTITUTION_ROLES


@bp.get("/shop")
@allow(*INSTITUTION_ROLES)
def edit_shop() -> ResponseReturnValue:
    """The form with what stands there."""
    return _page(_form(catalog.shops.find_shop(own_institution())))


@bp.post("/shop")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def save_shop() -> ResponseReturnValue:
    """Keep it; everybody sees it at once."""
    form = _form(None)
    return perform(lambda: _save(form), then=lambda _: url_for(".edit_shop"), back=lambda _: _page(form), form=form)


def _save(form: Form) -> None:
    given = {**form.data, "sub_units": form.data["sub_units"].split("\n")}
    catalog.shops.edit_shop(shop=catalog.shops.open_shop(own_institution()), **given, by=current_actor())


def _page(form: Form) -> str:
    return render("institution/shop.html", form=form, unit=own_institution())


def _form(shop: Shop | None) -> Form:
    values = {}
    if shop is not None:
        names = ("about", "address", "hours", "phone")
        values = {name: getattr(shop, name) for name in names} | {"sub_units": "\n".join(shop.sub_units)}
    return Form(ShopProfile(), action="shop.edit", url=url_for(".save_shop"), values=values, submit=t("保存", "Save"))
