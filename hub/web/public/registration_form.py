"""The form of registering: what a unit and a person type, the place in three steps, and who may register at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from marshmallow import Schema

from hub import identity, policy
from hub.federation import directory
from hub.identity import Administrator, Registered, divisions, legacy_codes
from hub.identity.agreements import DOCUMENTS
from hub.kernel.clock import business_today
from hub.kernel.errors import Invalid
from hub.web.commands import FormIncomplete
from hub.web.forms import Form
from hub.web.kept_files import KeptFiles
from hub.web.language import lang, t
from schemas.registration import Register, RegisterIndividual
from schemas.terms import Mastership


class LicenceMissing(Invalid):
    """A unit registers with its licence (CSJ-13)."""

    code = "account.licence_missing"
    zh = "请上传营业执照。"
    en = "Upload the business licence."


class IndividualsNotAdmitted(Invalid):
    """No programme of the place has persons among its holders (ZJ1-06)."""

    code = "account.individuals_not_admitted"
    zh = "{place}目前没有面向个人（创业者）的创新券政策，个人不能在此注册；如有单位，请按法人单位注册。"
    en = "No programme in {place} admits persons. If you have a unit, register the unit."


@dataclass(frozen=True)
class Kind:
    """Who registers: a unit or a person."""

    code: str
    schema: Callable[[], Schema]
    path: str
    files: tuple[str, ...]
    submit: tuple[str, str]
    enter: Callable[[dict[str, Any], KeptFiles], Any]
    check_place: Callable[[dict[str, Any]], None]


def new_form(kind: Kind, values: Mapping[str, Any] | None = None) -> Form:
    """The form with the cities and counties of what was chosen so far."""
    division = request.form.get("division", "")
    province = request.form.get("province") or (division[:2] + "0000" if division else "")
    city = request.form.get("city") or (division[:4] + "00" if division else "")
    if city[:2] != province[:2]:
        city = ""
    return Form(
        kind.schema(),
        action="account.register",
        url=kind.path,
        values=values,
        options={
            "province": _choices(divisions.list_provinces()),
            "city": _choices(divisions.list_cities(province) if province else []),
            "division": _choices(_counties(city) if city else []),
        },
        submit=t(*kind.submit),
    )


def individuals_may_register() -> bool:
    """Whether some area's programmes admit persons, so that the page is worth showing."""
    return any(_admits_individuals(area.division) for area in directory.list_areas())


def regional_pages(page: str) -> list[tuple[str, str]]:
    """Name and address of the regions' own pages for this ("register", "recover"); they are linked, not rebuilt."""
    found = [(region.names.text(lang()), region.link(page)) for region in directory.list_regions()]
    return [(name, address) for name, address in found if address]


def _enter_unit(typed: dict[str, Any], kept: KeptFiles) -> Registered:
    return identity.register_unit(
        uscc=typed["uscc"],
        name=typed["name"],
        division=typed["division"],
        administrator=_administrator(typed),
        licence_id=kept.id_of("licence"),
    )


def _enter_individual(typed: dict[str, Any], kept: KeptFiles) -> Registered:  # noqa: ARG001
    return identity.register_individual(
        identity_number=typed["document_number"], division=typed["division"], administrator=_administrator(typed)
    )


def _administrator(typed: dict[str, Any]) -> Administrator:
    return Administrator(
        username=typed["username"],
        real_name=typed["real_name"],
        document_kind=typed["document_kind"],
        document_number=typed["document_number"],
        phone=typed["phone"],
        password=typed["password"],
        agreed=DOCUMENTS,
    )


def check_division(typed: dict[str, Any]) -> None:
    """Refuse what is no place of today, or lies elsewhere than the city chosen above it.

    Raises:
        FormIncomplete: it is none.
    """
    division, city = typed["division"], typed["city"] or typed["division"][:4] + "00"
    if not divisions.is_division(division) or division[:4] != city[:4]:
        raise FormIncomplete(field="division")


def _check_individual(typed: dict[str, Any]) -> None:
    """The same for a person, and some programme there must admit persons.

    Raises:
        IndividualsNotAdmitted: none does.
    """
    check_division(typed)
    if not _admits_individuals(typed["division"]):
        raise IndividualsNotAdmitted(field="division", place=divisions.name_of_division(typed["division"]))


def _admits_individuals(division: str) -> bool:
    area = directory.find_area_of_division(division)
    if area is None or "individual" not in policy.admitted_kinds(division, business_today()):
        return False
    today = business_today()
    return all(
        directory.mastership(programme, area.code, "identity", today) is Mastership.HUB for programme in area.programmes
    )


def _counties(city: str) -> list[tuple[str, str]]:
    whole = t("（市本级，不分区县）", " (the city itself)")
    return [*divisions.list_counties(city), *((code, name + whole) for code, name in _itself(city))]


def _itself(city: str) -> list[tuple[str, str]]:
    return [place for place in divisions.list_cities(city[:2] + "0000") if place[0] == city]


def _choices(places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", t("请选择", "Choose")), *places]


def _register_schema() -> Register:
    return Register(registrable=lambda uscc: legacy_codes.may_register(uscc, request.form.get("phone", "")))


REGISTER = ("注册", "Register")
UNIT = Kind("unit", _register_schema, "/register", ("licence",), REGISTER, _enter_unit, check_division)
INDIVIDUAL = Kind(
    "individual", RegisterIndividual, "/register/individual", (), REGISTER, _enter_individual, _check_individual
)
