"""Loads the sample units and people of domain.md §7.1, §7.2 and §7.5; loading twice changes nothing."""

import tomllib
from pathlib import Path
from typing import Any

from flask import current_app

from hub.identity import (
    Account,
    Organization,
    add_qualification,
    create_account,
    create_organization,
    find_account_by_username,
    find_organization_by_uscc,
    grant_role,
    payout_account,
    set_bank_account,
    set_contact,
    set_legal_representative,
    set_phone,
)
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db
from hub.sample import NoSampleHere
from hub.settings import Settings
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, QualificationKind, Role, fen_of_yuan

DATA = Path(__file__).parent / "data"


def load_people() -> None:
    """Put the sample enterprises, institutions and accounts into the hub.

    Raises:
        NoSampleHere: the configuration is production.
    """
    settings: Settings = current_app.config["HUB"]
    if settings.production:
        raise NoSampleHere()
    units = {entry["key"]: _load_unit(entry, is_institution=False) for entry in _read("enterprises")["enterprise"]}
    for entry in _read("institutions")["institution"]:
        units[entry["key"]] = _load_unit(entry, is_institution=True)
    for entry in _read("accounts")["account"]:
        _load_account(entry, units)
    db.session.flush()


def _read(name: str) -> dict[str, Any]:
    with open(DATA / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def _load_unit(entry: dict[str, Any], *, is_institution: bool) -> Organization:
    unit = find_organization_by_uscc(entry["uscc"])
    if unit is None:
        unit = create_organization(
            uscc=entry["uscc"],
            name=entry["name"],
            division=entry["division"],
            identity_region=entry.get("identity_region"),
            is_holder=not is_institution,
            is_institution=is_institution,
            by=THE_HUB,
        )
        _fill_profile(unit, entry)
    for qualification in entry.get("qualification", []):
        kind = QualificationKind(qualification["kind"])
        rest = {name: value for name, value in qualification.items() if name != "kind"}
        add_qualification(organization=unit, kind=kind, evidence="示例数据", **rest)
    return unit


def _fill_profile(unit: Organization, entry: dict[str, Any]) -> None:
    unit.registered_address = entry["address"]
    unit.revenue_fen = fen_of_yuan(entry["revenue"]) if "revenue" in entry else None
    unit.profile = {"form": entry["form"]} if "form" in entry else {}
    unit.real_name_area = entry.get("real_name_area")
    unit.suspended_from = entry.get("suspended_from")
    unit.suspended_why = entry.get("suspended_why")
    set_legal_representative(unit, **entry["legal_representative"])
    set_contact(unit, entry["contact"]["name"], entry["contact"]["phone"])
    if payout_account(unit.id) is None:
        bank = entry["bank"]
        set_bank_account(
            organization=unit, holder_name=unit.name, bank_name=bank["name"], number=bank["number"], by=THE_HUB
        )


def _load_account(entry: dict[str, Any], units: dict[str, Organization]) -> Account:
    account = find_account_by_username(entry["username"])
    if account is None:
        account = create_account(
            username=entry["username"],
            display_name=entry["name"],
            password=entry["password"],
            second_factor="totp_secret" in entry,
        )
        account.totp_secret = entry.get("totp_secret")
        set_phone(account, entry["phone"])
    if "employer" in entry:
        account.employer_id = units[entry["employer"]].id
    unit = units.get(entry.get("organization", ""))
    for grant in entry["roles"]:
        role = Role(grant["role"])
        owned = unit.id if unit is not None and role in HOLDER_ROLES | INSTITUTION_ROLES else None
        grant_role(account=account, role=role, area=grant.get("area"), organization_id=owned, by=THE_HUB)
    return account
