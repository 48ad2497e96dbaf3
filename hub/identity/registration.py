"""Registering a unit and its administrator at the hub (CSJ-13, CSJ-14), and changing one's password."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from hub import audit
from hub.federation import directory
from hub.identity.actors import actor_for, find_account_by_username
from hub.identity.contacts import set_phone
from hub.identity.errors import (
    AlreadyRegistered,
    PasswordRefused,
    RegisterAtRegion,
    SignInRefused,
    UsernameRefused,
    UsernameTaken,
)
from hub.identity.models import Account, Organization
from hub.identity.organizations import create_organization, find_organization_by_uscc
from hub.identity.passwords import hash_password, is_password
from hub.identity.roles import grant_role
from hub.identity.rules import division_of_uscc, fold_username, is_username, password_fault
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today, utc_now
from hub.kernel.db import db
from schemas.terms import Mastership, Role


def register_unit(
    *, uscc: str, name: str, division: str, username: str, real_name: str, phone: str, password: str
) -> Account:
    """Enter a unit and the person who administers it; the place of registration is frozen from here on.

    Raises:
        RegisterAtRegion: enterprises of that place come in by their region.
        AlreadyRegistered: the unit is known.
        UsernameTaken: somebody has this username.
        PasswordRefused: the password does not meet the rules.
    """
    refuse_region_mastered(division)
    # The place typed is nobody's proof: else a stranger enters a unit that its region would vouch for.
    refuse_region_mastered(division_of_uscc(uscc))
    if find_organization_by_uscc(uscc) is not None:
        raise AlreadyRegistered(field="uscc")
    account = create_account(username=username, display_name=real_name, password=password)
    set_phone(account, phone)
    unit = _create_unit(uscc=uscc, name=name, division=division, by=actor_for(account.id))
    grant_role(account=account, role=Role.HOLDER_ADMIN, organization_id=unit, by=THE_HUB)
    return account


def add_colleague(
    *, unit: Organization, username: str, real_name: str, phone: str, password: str, by: Actor
) -> Account:
    """Let another person act for a unit: as agent of a holder, as staff of an institution.

    Raises:
        UsernameTaken, PasswordRefused: as at registration.
    """
    account = create_account(username=username, display_name=real_name, password=password)
    set_phone(account, phone)
    for role, wanted in ((Role.HOLDER_AGENT, unit.is_holder), (Role.INSTITUTION_STAFF, unit.is_institution)):
        if wanted:
            grant_role(account=account, role=role, organization_id=unit.id, by=by)
    audit.record("account.registered", by=by, subject="account", subject_id=account.id, organizations=(unit.id,))
    return account


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


def _create_unit(*, uscc: str, name: str, division: str, by: Actor) -> UUID:
    try:
        with db.session.begin_nested():
            return create_organization(uscc=uscc, name=name, division=division, by=by).id
    except IntegrityError as error:
        raise AlreadyRegistered(field="uscc") from error
