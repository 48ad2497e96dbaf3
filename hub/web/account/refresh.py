"""Refreshing the unit's profile from its region, and showing its personal data in full for a purpose (ZJ2-08, P23)."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.identity import profile, profile_jobs
from hub.kernel.errors import HubError
from hub.web.account import bp
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from hub.web.revealing import reveal
from schemas.order import Nothing
from schemas.people import RevealPurpose


@bp.get("/organization/refresh")
@allow(*ADMINS)
def show_refresh() -> ResponseReturnValue:
    """What the region said last, beside what is on record."""
    return _page()


@bp.post("/organization/refresh")
@allow(*ADMINS)
@needs_assurance("substantial")
def refresh_profile() -> ResponseReturnValue:
    """Ask the region now, with no transaction open; nothing is taken yet."""
    form = _ask_form()
    form.read(request)
    try:
        profile_jobs.ask_region(own_unit().id)
    except HubError as error:
        form.refuse(error)
        return _page(), error.status
    return _page(asked=True)


@bp.post("/organization/refresh/take")
@allow(*ADMINS)
@needs_assurance("substantial")
def take_refresh() -> ResponseReturnValue:
    """Take over what differs."""
    form = _take_form()
    return perform(
        lambda: profile.take_offer(unit=own_unit(), by=current_actor()),
        then=lambda _: url_for("account.show_organization"),
        back=lambda _: _page(),
        form=form,
    )


@bp.get("/organization/private")
@allow(*ADMINS)
@needs_fresh_code
def show_private_profile() -> ResponseReturnValue:
    """The form that asks what for."""
    return render("account/organization_private.html", form=_reveal_form(), unit=None)


@bp.post("/organization/private")
@allow(*ADMINS)
@needs_fresh_code
def reveal_profile() -> ResponseReturnValue:
    """Show it once, in this answer, with a record of who, what and what for."""
    form, unit = _reveal_form(), own_unit()
    return reveal(
        form=form,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        area=unit.area,
        organization_id=unit.id,
        hidden=lambda: render("account/organization_private.html", form=form, unit=None),
        shown=lambda: render("account/organization_private.html", form=None, unit=unit),
    )


def _page(*, asked: bool = False) -> str:
    unit = own_unit()
    offers = profile.offers_of(unit)
    return render(
        "account/organization_refresh.html",
        unit=unit,
        region=profile.region_to_ask(unit),
        offers=offers,
        words=profile.WORDS,
        asked=asked,
        sources=profile.sources_of(unit),
        ask=_ask_form(),
        take=_take_form() if any(offer.takes for offer in offers) else None,
    )


def _ask_form() -> Form:
    url, submit = url_for("account.refresh_profile"), t("从地区平台更新", "Refresh from the region")
    return Form(Nothing(), action="holder.refresh", url=url, submit=submit)


def _take_form() -> Form:
    url, submit = url_for("account.take_refresh"), t("采用地区平台的信息", "Take over")
    return Form(Nothing(), action="holder.take_refresh", url=url, submit=submit)


def _reveal_form() -> Form:
    return Form(RevealPurpose(), action="holder.reveal", submit=t("查看完整信息", "Show in full"))
