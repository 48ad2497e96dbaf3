"""Publishing: what the area's institutions handed in, one by one or many at once, and who publishes here at all."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import catalog, identity
from hub.catalog import ListingState, ListingVersion, PublishedBy, listing_queries, listings, offices, publishing
from hub.web.area import bp
from hub.web.area.identity_requests import DECIDERS
from hub.web.area.identity_requests import offices as offices_of_actor
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.pictures import send_picture
from hub.web.timeline import timeline_of
from schemas.listing import PublishMany, WhoPublishes
from schemas.order import Nothing, Reason
from schemas.terms import Role


@bp.get("/listings")
@allow(*DECIDERS, Role.AREA_ADMIN)
def list_listings() -> ResponseReturnValue:
    """What waits to be published, oldest first; or what was decided."""
    return _list_page()


@bp.post("/listings/publish")
@allow(*DECIDERS)
def publish_listings() -> ResponseReturnValue:
    """Publish what was ticked; each for itself."""
    form = Form(PublishMany(), action="listing.publish_many")
    return perform(
        lambda: publishing.publish_many(numbers=form.data["no"], by=current_actor()),
        then=_where_to,
        back=lambda _: _list_page(),
        form=form,
    )


@bp.get("/listings/<no>")
@allow(*DECIDERS)
def show_listing(no: str) -> ResponseReturnValue:
    """One listing with what would change, and the decision."""
    return _page(_find(no))


@bp.get("/listings/<no>/picture")
@allow(*DECIDERS)
def show_listing_picture(no: str) -> ResponseReturnValue:
    """The picture of the version at hand."""
    return send_picture(_find(no).content.get("image_id"))


@bp.post("/listings/<no>/publish")
@allow(*DECIDERS)
def publish_listing(no: str) -> ResponseReturnValue:
    """Let everybody find it."""
    return _act(no, _publish_form(no), lambda version, _: publishing.publish_listing(version=version, by=_me()))


@bp.post("/listings/<no>/return")
@allow(*DECIDERS)
def return_listing(no: str) -> ResponseReturnValue:
    """Send it back to be corrected."""
    return _act(
        no,
        _return_form(no),
        lambda version, form: publishing.return_listing(version=version, reason=form.data["reason"], by=_me()),
    )


@bp.post("/listings/<no>/withdraw")
@allow(*DECIDERS)
def withdraw_listing(no: str) -> ResponseReturnValue:
    """Take it off the catalogue."""
    return _act(
        no,
        _withdraw_form(no),
        lambda version, form: publishing.take_off(version=version, reason=form.data["reason"], by=_me()),
    )


@bp.post("/listing-rule/<office>")
@allow(Role.AREA_ADMIN, Role.PROGRAMME_STEWARD)
def set_listing_rule(office: str) -> ResponseReturnValue:
    """Say who publishes the listings of this area's institutions."""
    form = _rule_form(office)
    return perform(
        lambda: offices.set_published_by(office=office, who=PublishedBy(form.data["published_by"]), by=_me()),
        then=lambda _: url_for(".list_listings"),
        back=lambda _: _list_page(),
        form=form,
    )


def _me() -> Any:
    return current_actor()


def _find(no: str) -> ListingVersion:
    """A listing of one of this person's offices; others' do not exist for them."""
    row = catalog.find_service(no)
    kind = catalog.ListingKind.SERVICE if row is not None else catalog.ListingKind.INSTRUMENT
    found = listings.version_of_row(kind, no)
    if found is None or found.office not in offices_of_actor():
        raise catalog.ListingUnknown()
    return found


def _act(no: str, form: Form, action: Callable[[ListingVersion, Form], Any]) -> ResponseReturnValue:
    return perform(
        lambda: action(_find(no), form),
        then=lambda _: url_for(".show_listing", no=no),
        back=lambda _: _page(_find(no), form),
        form=form,
    )


def _where_to(results: Sequence[publishing.Result]) -> str:
    done = sum(result.refusal is None for result in results)
    failed = [f"{result.no}: {result.refusal.text(t('zh', 'en'))}" for result in results if result.refusal]
    return url_for(".list_listings", done=done, failed=failed[:20])


def _list_page() -> str:
    areas, actor = offices_of_actor(), current_actor()
    settled = request.args.get("state") == "done"
    found = listing_queries.list_settled(areas) if settled else listing_queries.list_waiting(areas)
    administered = sorted(actor.areas(Role.AREA_ADMIN))
    if actor.has(Role.PROGRAMME_STEWARD):
        administered.append(offices.HUB_OFFICE)
    return render(
        "area/listings/list.html",
        found=found,
        settled=settled,
        waiting=listing_queries.count_waiting(areas),
        units={one.institution_id: identity.get_organization(one.institution_id).name for one in found},
        bulk=Form(PublishMany(), action="listing.publish_many", url=url_for(".publish_listings")),
        rules=[(office, offices.published_by(office), _rule_form(office)) for office in administered],
        hub_office=offices.HUB_OFFICE,
    )


def _page(version: ListingVersion, sent: Form | None = None) -> str:
    forms = []
    if version.state is ListingState.SUBMITTED:
        forms = [_publish_form(version.no), _return_form(version.no)]
    if listings.shown_version(version.kind, version.no) is not None:
        forms.append(_withdraw_form(version.no))
    waiting = [one for one in listing_queries.list_waiting(offices_of_actor()) if one.no != version.no]
    return render(
        "area/listings/show.html",
        version=version,
        unit=identity.get_organization(version.institution_id),
        lines=catalog.listing_words.lines_of(version),
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
        next=waiting[0] if waiting else None,
        history=timeline_of("listing", version.id),
    )


def _publish_form(no: str) -> Form:
    return Form(
        Nothing(), action="listing.publish", url=url_for(".publish_listing", no=no), submit=t("发布", "Publish")
    )


def _return_form(no: str) -> Form:
    url, submit = url_for(".return_listing", no=no), t("退回修改", "Return")
    return Form(Reason(), action="listing.return", url=url, submit=submit, style="outline-primary")


def _withdraw_form(no: str) -> Form:
    url, submit = url_for(".withdraw_listing", no=no), t("下架", "Withdraw")
    return Form(Reason(), action="listing.withdraw", url=url, submit=submit, style="outline-danger")


def _rule_form(office: str) -> Form:
    return Form(
        WhoPublishes(),
        action="listing.rule",
        url=url_for(".set_listing_rule", office=office),
        values={"published_by": offices.published_by(office).value},
        submit=t("保存", "Save"),
        style="outline-primary",
    )
