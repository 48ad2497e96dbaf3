"""Registering a unit and its administrator at the hub (CSJ-13, CSJ-14), or a person; and changing one's password."""

from dataclasses import dataclass
from secrets import choice
from string import digits
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import audit
from hub.federation import directory
from hub.identity.actors import actor_for, find_account_by_username
from hub.identity.contacts import set_phone
from hub.identity.errors import (
    AlreadyRegistered,
    IndividualRegistered,
    PasswordRefused,
    RegisterAtRegion,
    SignInRefused,
    UsernameRefused,
    UsernameTaken,
)
from hub.identity.legacy_codes import require_registrable
from hub.identity.licence import adopt_licence
from hub.identity.models import Account, Agreement, IdentityRequest, Organization
from hub.identity.organizations import create_organization, find_organization_by_uscc
from hub.identity.passwords import hash_password, is_password
from hub.identity.registration_review import ask_for_review, make_way
from hub.identity.roles import grant_role
from hub.identity.rules import division_of_uscc, fold_username, is_username, password_fault
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today, utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import append, db
from schemas.terms import Mastership, Role

INDIVIDUAL = "individual"


@dataclass(frozen=True)
class Administrator:
    """Who registers, and will administer the unit (CSJ-14). ``agreed`` names the documents that were ticked."""

    username: str
    real_name: str
    document_kind: str
    document_number: str
    phone: str
    password: str
    agreed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Registered:
    """What came of it; ``request`` where the area reviews registrations before anybody signs in."""

    account: Account
    unit: Organization
    request: IdentityRequest | None


def register_unit(
    *, uscc: str, name: str, division: str, administrator: Administrator, licence_id: UUID | None = None
) -> Registered:
    """Enter a unit and the person who administers it; the place of registration is frozen from here on.

    Raises:
        CodeFailsCheck: the check character is wrong, and no office has admitted the code for this phone (G-46).
        RegisterAtRegion: enterprises of that place come in by their region.
        AlreadyRegistered: the unit is known.
        UsernameTaken: somebody has this username.
        PasswordRefused: the password does not meet the rules.
    """
    require_registrable(uscc, administrator.phone)
    refuse_region_mastered(division)
    # The place typed is nobody's proof: else a stranger enters a unit that its region would vouch for.
    refuse_region_mastered(division_of_uscc(uscc))
    unit = find_organization_by_uscc(uscc)
    if unit is not None:
        make_way(unit)
    account = _create_administrator(administrator)
    unit = _enter(unit, uscc=uscc, name=name, division=division, by=actor_for(account.id))
    if licence_id is not None:
        adopt_licence(organization=unit, file_id=licence_id)
    return _complete(account, unit, administrator)


def register_individual(*, identity_number: str, division: str, administrator: Administrator) -> Registered:
    """Enter a natural person who holds vouchers 创业者 (ZJ1-06, ZJ1-08); the caller asked the policy whether one may.

    Raises:
        AlreadyRegistered: the identity number is known.
        RegisterAtRegion, UsernameTaken, PasswordRefused: as for a unit.
    """
    refuse_region_mastered(division)
    index = blind_index("organization.identity_number", identity_number)
    known = db.session.scalars(select(Organization).where(Organization.identity_number_index == index)).one_or_none()
    if known is not None:
        make_way(known)
    account = _create_administrator(administrator)
    name = administrator.real_name
    uscc = known.uscc if known else _code_of_individual(division)
    unit = _enter(known, uscc=uscc, name=name, division=division, by=actor_for(account.id))
    unit.kind, unit.identity_number = INDIVIDUAL, identity_number
    try:
        with db.session.begin_nested():
            unit.identity_number_index = index
    except IntegrityError as error:
        raise IndividualRegistered(field="document_number") from error
    return _complete(account, unit, administrator)


def _create_administrator(given: Administrator) -> Account:
    account = create_account(username=given.username, display_name=given.real_name, password=given.password)
    account.document_kind, account.document_number = given.document_kind, given.document_number
    set_phone(account, given.phone)
    for document, version in given.agreed:
        append(Agreement, account_id=account.id, document=document, version=version, agreed_at=utc_now())
    return account


def _enter(unit: Organization | None, *, uscc: str, name: str, division: str, by: Actor) -> Organization:
    """A new unit, or one whose registration had come to nothing, with what is typed now."""
    if unit is None:
        return _create_unit(uscc=uscc, name=name, division=division, by=by)
    found_region, found_area = directory.find_region_of_division(division), directory.find_area_of_division(division)
    unit.name, unit.division = name, division
    unit.region = found_region.code if found_region else None
    unit.area = found_area.code if found_area else None
    db.session.flush()
    return unit


def _complete(account: Account, unit: Organization, administrator: Administrator) -> Registered:
    grant_role(account=account, role=Role.HOLDER_ADMIN, organization_id=unit.id, by=THE_HUB)
    request = ask_for_review(account, unit, administrator.phone)
    return Registered(account, unit, request)


def _code_of_individual(division: str) -> str:
    """A code of the hub's own, in the length of a USCC and never one: those do not begin with Z."""
    return "ZR" + division + "".join(choice(digits) for _ in range(10))


def create_account(*, username: str, display_name: str, password: str, second_factor: bool = False) -> Account:
    """A person who signs in with a username and a password.

    Raises:
        UsernameRefused: it has characters that are not allowed.
        UsernameTaken: somebody has this username.
        PasswordRefused: the password does not meet the rules.
    """
    folded = fold_username(username)
    if not is_username(folded):
        raise UsernameRefused(field="username")
    check_password_rules(password, username=folded, second_factor=second_factor)
    if find_account_by_username(folded) is not None:
        raise UsernameTaken(field="username")
    account = Account(
        username=folded, display_name=display_name, password_hash=hash_password(password), registered_at=utc_now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise UsernameTaken(field="username") from error
    return account


def change_password(*, account: Account, old: str, new: str) -> None:
    """Replace one's own password; the caller ends the other sessions.

    Raises:
        SignInRefused: the old password is wrong.
        PasswordRefused: the new one does not meet the rules.
    """
    if not is_password(old, account.password_hash):
        raise SignInRefused(field="old_password")
    check_password_rules(new, username=account.username or "", second_factor=account.totp_secret is not None)
    account.password_hash = hash_password(new)
    db.session.flush()
    audit.record(
        "account.contact_changed",
        by=actor_for(account.id),
        subject="account",
        subject_id=account.id,
        after={"what": "password"},
    )


def check_long_enough(*, account: Account, password: str) -> None:
    """Make sure that the password is the account's and good enough without a second factor.

    Raises:
        SignInRefused: it is wrong.
        PasswordRefused: it is too short to stand alone.
    """
    if not is_password(password, account.password_hash):
        raise SignInRefused(field="password")
    check_password_rules(password, username=account.username or "", second_factor=False)


def check_password_rules(password: str, *, username: str, second_factor: bool) -> None:
    """Refuse a password that is too short or too common.

    Raises:
        PasswordRefused: with the sentence that says why.
    """
    fault = password_fault(password, username=username, second_factor=second_factor)
    if fault is not None:
        raise PasswordRefused(field="password", why_zh=fault[0], why_en=fault[1])


def refuse_region_mastered(division: str) -> None:
    """Send enterprises to their region where that is master of their identity.

    Raises:
        RegisterAtRegion: it is.
    """
    area = directory.find_area_of_division(division)
    if area is None:
        return
    today = business_today()
    for programme in area.programmes:
        if directory.mastership(programme, area.code, "identity", today) is Mastership.REGION:
            region = directory.get_region(area.region)
            raise RegisterAtRegion(field="division", area=area.names.zh, region=region.names.zh)


def _create_unit(*, uscc: str, name: str, division: str, by: Actor) -> Organization:
    try:
        with db.session.begin_nested():
            return create_organization(uscc=uscc, name=name, division=division, by=by)
    except IntegrityError as error:
        raise AlreadyRegistered(field="uscc") from error
