"""Entering who comes in by a region for the first time: the unit and the person, with the least data that will do."""

from adapters.contract import Assertion
from hub import audit
from hub.identity.actors import actor_for, list_external_identities
from hub.identity.contacts import change_phone, set_phone
from hub.identity.mastery import identity_master_of
from hub.identity.models import Account, ExternalIdentity, Organization
from hub.identity.organizations import create_organization, people_of
from hub.identity.roles import grant_role
from hub.identity.rules import division_of_uscc
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Role

NAMELESS = "经办人"


def enroll_unit(*, region: str, assertion: Assertion) -> Organization:
    """A unit that the hub did not know, mastered by the region that vouches for it."""
    assert assertion.uscc is not None
    return create_organization(
        uscc=assertion.uscc,
        name=assertion.org_name or assertion.uscc,
        division=division_of_uscc(assertion.uscc),
        identity_region=region,
        by=THE_HUB,
    )


def enroll_person(*, region: str, assertion: Assertion, unit: Organization) -> ExternalIdentity:
    """A person of a unit whose identity the region is master of: the first as its administrator, others as agents."""
    first = not people_of(unit.id)
    person = assertion.person
    account = Account(display_name=(person.name if person else None) or NAMELESS, registered_at=utc_now())
    db.session.add(account)
    db.session.flush()
    set_phone(account, person.phone if person else None)
    identity = ExternalIdentity(
        issuer=assertion.issuer,
        subject=assertion.subject,
        region=region,
        account_id=account.id,
        organization_id=unit.id,
        linked_at=utc_now(),
    )
    db.session.add(identity)
    db.session.flush()
    for role in _roles(unit, first=first):
        grant_role(account=account, role=role, organization_id=unit.id, by=THE_HUB)
    audit.record(
        "account.registered",
        by=actor_for(account.id),
        subject="account",
        subject_id=account.id,
        organizations=(unit.id,),
        after={"by": region},
    )
    return identity


def refresh_phone(account: Account, identity: ExternalIdentity, assertion: Assertion) -> None:
    """Take over the phone that the region asserts now, when it is this region that speaks for the person.

    It is when it masters the unit's identity, or is the person's only way in. Of several regions that each assert a
    phone of their own none may move the codes back and forth.
    """
    phone = assertion.person.phone if assertion.person else None
    if phone and _speaks_for(account, identity):
        change_phone(account=account, phone=phone, by=THE_HUB, reason="asserted by the region")


def _speaks_for(account: Account, identity: ExternalIdentity) -> bool:
    unit = db.session.get_one(Organization, identity.organization_id)
    if identity_master_of(unit) == identity.region:
        return True
    others = [one for one in list_external_identities(account.id) if one.region != identity.region]
    return account.password_hash is None and not others


def _roles(unit: Organization, *, first: bool) -> list[Role]:
    roles = []
    if unit.is_holder:
        roles.append(Role.HOLDER_ADMIN if first else Role.HOLDER_AGENT)
    if unit.is_institution:
        roles.append(Role.INSTITUTION_ADMIN if first else Role.INSTITUTION_STAFF)
    return roles
