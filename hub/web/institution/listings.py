"""One listing as its institution maintains it: write, submit, take back, picture, withdraw, with every version."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from hub import catalog
from hub.catalog import ListingKind, ListingVersion, listing_queries, listings, pictures
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.institution.listing_forms import edit_form, forms_for, new_form, own_institution, own_version, picture_form
from hub.web.page import render
from hub.web.pictures import send_picture
from hub.web.security import takes_upload
from hub.web.timeline import timeline_of
from schemas.order import Nothing
from schemas.terms import INSTITUTION_ROLES

ACTS: dict[str, Callable[..., Any]] = {
    "submit": listings.submit_listing,
    "take-back": listings.take_back_listing,
    "discard": listings.discard_listing,
    "withdraw": lambda version, by: listings.withdraw_listing(version=_shown(version), reason=None, by=by),
}


@bp.get("/listings/new/<kind>")
@allow(*INSTITUTION_ROLES)
def new_listing(kind: str) -> ResponseReturnValue:
    """The empty form."""
    return _new_page(_kind(kind), new_form(_kind(kind)))


@bp.post("/listings/new/<kind>")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def create_listing(kind: str) -> ResponseReturnValue:
    """Keep what was written as a draft."""
    form = new_form(_kind(kind))
    return perform(
        lambda: listings.draft_listing(
            kind=_kind(kind), institution=own_institution(), content=form.data, by=current_actor()
        ),
        then=lambda version: url_for(".show_listing", no=version.no),
        back=lambda _: _new_page(_kind(kind), form),
        form=form,
    )


@bp.get("/listings/<no>")
@allow(*INSTITUTION_ROLES)
def show_listing(no: str) -> ResponseReturnValue:
    """One listing: the version at work, what can be done, and all versions."""
    return _listing_page(own_version(no))


@bp.get("/listings/<no>/edit")
@allow(*INSTITUTION_ROLES)
def open_listing(no: str) -> ResponseReturnValue:
    """The form with what stands there."""
    version = own_version(no)
    return _edit_page(version, edit_form(version))


@bp.post("/listings/<no>/edit")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def edit_listing(no: str) -> ResponseReturnValue:
    """Save; what is published stays until the new version is."""
    form = edit_form(own_version(no))
    return perform(
        lambda: listings.edit_listing(
            version=own_version(no), content=form.data, edition=form.data["edition"], by=current_actor()
        ),
        then=lambda version: url_for(".show_listing", no=version.no),
        back=lambda _: _edit_page(own_version(no), form),
        form=form,
    )


@bp.post("/listings/<no>/<any(submit, 'take-back', discard, withdraw):what>")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def act_on_listing(no: str, what: str) -> ResponseReturnValue:
    """Submit, take back, drop or withdraw."""
    form = Form(Nothing(), action=f"listing.{what.replace('-', '_')}")
    return perform(
        lambda: ACTS[what](version=own_version(no), by=current_actor()),
        then=lambda _: url_for(".show_listing", no=no),
        back=lambda _: _listing_page(own_version(no)),
        form=form,
    )


@bp.post("/listings/<no>/picture")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
@takes_upload
def set_picture(no: str) -> ResponseReturnValue:
    """Put a picture on the version that is being written."""
    version = own_version(no)
    form = picture_form(version) or Form(Nothing(), action="listing.picture")
    return perform(
        lambda: pictures.set_picture(version=own_version(no), file=form.data["file"], by=current_actor()),
        then=lambda _: url_for(".show_listing", no=no),
        back=lambda _: _listing_page(own_version(no), form),
        form=form,
    )


@bp.get("/listings/<no>/picture")
@allow(*INSTITUTION_ROLES)
def show_picture(no: str) -> ResponseReturnValue:
    """The picture of the version that is being written."""
    return send_picture(own_version(no).content.get("image_id"))


def _shown(version: ListingVersion) -> ListingVersion:
    found = listings.shown_version(version.kind, version.no)
    if found is None:
        raise catalog.ListingUnknown()
    return found


def _kind(text: str) -> ListingKind:
    if text.upper() not in ListingKind.__members__:
        abort(404)
    return ListingKind(text.upper())


def _new_page(kind: ListingKind, form: Form) -> str:
    return render("institution/listings/edit.html", kind=kind, form=form, version=None)


def _edit_page(version: ListingVersion, form: Form) -> str:
    return render("institution/listings/edit.html", kind=version.kind, form=form, version=version)


def _listing_page(version: ListingVersion, sent: Form | None = None) -> str:
    picture = picture_form(version)
    return render(
        "institution/listings/show.html",
        version=version,
        lines=catalog.listing_words.lines_of(version),
        forms=forms_for(version),
        picture=sent if sent is not None and picture is not None else picture,
        versions=listing_queries.list_versions(version.no),
        row=listings.listed_row(version.kind, version.no),
        history=timeline_of("listing", version.id),
    )
