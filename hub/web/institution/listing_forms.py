"""The forms of a listing, filled with what this institution can choose from."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from hub import catalog, identity
from hub.catalog import ListingKind, ListingState, ListingVersion, listings
from hub.federation import directory
from hub.identity import Organization
from hub.web.forms import Form
from hub.web.guards import current_actor
from hub.web.language import lang, t
from schemas.listing import EditInstrument, EditService, InstrumentListing, ListingPicture, ServiceListing
from schemas.order import Nothing


def own_institution() -> Organization:
    """The unit this person acts for.

    Raises:
        NotFound: the person acts for none.
    """
    unit = current_actor().organization_id
    if unit is None:
        raise catalog.ListingUnknown()
    return identity.get_organization(unit)


def own_version(no: str) -> ListingVersion:
    """The version of a listing that this institution is at; others' listings do not exist for it.

    Raises:
        ListingUnknown: there is no such listing of this institution.
    """
    unit = own_institution()
    kind = ListingKind.INSTRUMENT if catalog.find_service(no) is None else ListingKind.SERVICE
    row = listings.listed_row(kind, no)
    if row is not None and row.institution_id != unit.id:
        raise catalog.ListingUnknown()
    found = listings.version_of_row(kind, no)
    if found is None:
        raise catalog.ListingUnknown()
    return found


def new_form(kind: ListingKind, values: Mapping[str, Any] | None = None) -> Form:
    """A form for something that is not listed yet."""
    schema = ServiceListing() if kind is ListingKind.SERVICE else InstrumentListing()
    return Form(
        schema,
        action="listing.draft",
        url=url_for(".create_listing", kind=kind.value.lower()),
        values=values or {"open": True},
        options=_options(kind, own_institution()),
        submit=t("保存草稿", "Save as a draft"),
    )


def edit_form(version: ListingVersion) -> Form:
    """A form with what stands in the version."""
    schema = EditService() if version.kind is ListingKind.SERVICE else EditInstrument()
    return Form(
        schema,
        action="listing.edit",
        url=url_for(".edit_listing", no=version.no),
        values={**version.content, "edition": version.edition},
        options=_options(version.kind, own_institution()),
        submit=t("保存", "Save"),
    )


def forms_for(version: ListingVersion) -> list[Form]:
    """What the institution can do with a version in its state."""
    state = version.state
    acts = []
    if state in (ListingState.DRAFT, ListingState.RETURNED):
        acts.append(_act(version.no, "submit", t("提交发布", "Submit for publication"), "primary"))
        acts.append(_act(version.no, "discard", t("放弃修改", "Drop"), "outline-danger"))
    if state is ListingState.SUBMITTED:
        acts.append(_act(version.no, "take_back", t("撤回修改", "Take back"), "outline-primary"))
    if listings.shown_version(version.kind, version.no) is not None:
        acts.append(_act(version.no, "withdraw", t("下架", "Withdraw"), "outline-danger"))
    return acts


def picture_form(version: ListingVersion) -> Form | None:
    """Where a picture goes, while the version is being written."""
    if version.state not in (ListingState.DRAFT, ListingState.RETURNED):
        return None
    url, submit = url_for(".set_picture", no=version.no), t("上传图片", "Upload the picture")
    return Form(ListingPicture(), action="listing.picture", url=url, submit=submit, style="outline-primary")


def _act(no: str, what: str, text: str, style: str) -> Form:
    return Form(
        Nothing(),
        action=f"listing.{what}",
        url=url_for(".act_on_listing", no=no, what=what.replace("_", "-")),
        submit=text,
        style=style,
    )


def _options(kind: ListingKind, unit: Organization) -> dict[str, list[tuple[str, str]]]:
    tree = {category.code: category.name(lang()) for category in catalog.list_categories()}
    third = [(code, " › ".join(tree.get(code[:n], code[:n]) for n in (2, 4, 6))) for code in tree if len(code) == 6]
    options = {
        "category": [("", t("请选择", "choose")), *third],
        "sub_unit": [(name, name) for name in catalog.shops.sub_units_of(unit.id)],
    }
    if kind is ListingKind.SERVICE:
        options |= {
            "area_tags": [(area.code, area.names.text(lang())) for area in directory.list_areas()],
            "programme_badges": [(one.code, one.names.text(lang())) for one in directory.list_programmes()],
            "equipment_nos": catalog.instruments_to_choose(unit.id),
        }
    return options
