"""One unit per USCC: registering it, finding it, and what the policies and the treasury need to know of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from hub import audit
from hub.federation import directory
from hub.identity.errors import AlreadyRegistered, OrganizationNotFound
from hub.identity.models import Account, Organization, Qualification, RoleGrant
from hub.identity.rules import kind_of_uscc, plain_phone
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db
from hub.kernel.scope import everything
from schemas.terms import QualificationKind

_BY_USCC = select(Organization).where(Organization.uscc == bindparam("uscc"))
_PARTIES = select(Organization).where(Organization.id.in_(bindparam("ids", expanding=True)))


def get_organization(organization_id: UUID) -> Organization:
    """The unit with this id.

    Raises:
        OrganizationNotFound: there is none.
    """
    found = db.session.get(Organization, organization_id)
    if found is None:
        raise OrganizationNotFound()
    return found


def get_parties(holder_id: UUID, institution_id: UUID) -> tuple[Organization, Organization]:
    """Both units of one deal, read together.

    Raises:
        OrganizationNotFound: one of them does not exist.
    """
    found = {unit.id: unit for unit in db.session.scalars(_PARTIES, {"ids": [holder_id, institution_id]})}
    if holder_id not in found or institution_id not in found:
        raise OrganizationNotFound()
    return found[holder_id], found[institution_id]


def find_organization_by_uscc(uscc: str) -> Organization | None:
    """The unit with this code, or None."""
    return db.session.scalars(_BY_USCC, {"uscc": uscc}).one_or_none()


def create_organization(
    *,
    uscc: str,
    name: str,
    division: str,
    by: Actor,
    identity_region: str | None = None,
    is_holder: bool = True,
    is_institution: bool = False,
    region: str | None = None,
) -> Organization:
    """Enter a unit. Its place is frozen from here on, and region and area follow from it by the directory.

    Raises:
        AlreadyRegistered: the code is known.
    """
    if find_organization_by_uscc(uscc) is not None:
        raise AlreadyRegistered(field="uscc")
    found_region = directory.find_region_of_division(division)
    found_area = directory.find_area_of_division(division)
    organization = Organization(
        uscc=uscc,
        name=name,
        kind=kind_of_uscc(uscc),
        division=division,
        region=found_region.code if found_region else region,
        area=found_area.code if found_area else None,
        identity_region=identity_region,
        is_holder=is_holder,
        is_institution=is_institution,
        registered_at=utc_now(),
    )
    db.session.add(organization)
    db.session.flush()
    audit.record(
        "account.registered",
        by=by,
        subject="organization",
        subject_id=organization.id,
        subject_no=uscc,
        areas=(organization.area,) if organization.area else (),
        organizations=(organization.id,),
        after={"uscc": uscc, "division": division},
    )
    return organization


def set_legal_representative(organization: Organization, name: str, identity_no: str = "") -> None:
    """Keep who represents the unit by law: encrypted, and as an index by which related parties are found (F-05)."""
    organization.legal_representative = name
    organization.legal_representative_index = blind_index("organization.legal_representative", f"{name}|{identity_no}")


def set_contact(organization: Organization, name: str, phone: str) -> None:
    """Keep whom to ask at the unit: encrypted, and as an index by which shared contacts are found (F-05)."""
    organization.contact_name = name
    organization.contact_phone = plain_phone(phone)
    organization.contact_phone_index = blind_index("organization.contact_phone", plain_phone(phone))


def set_contact_email(organization: Organization, email: str) -> None:
    """Keep where to write to the unit, or nothing: encrypted, and as an index that knows no case (F-05)."""
    organization.contact_email = email.strip() or None
    plain = email.strip().casefold()
    organization.contact_email_index = blind_index("organization.contact_email", plain) if plain else None


def add_qualification(
    *,
    organization: Organization,
    kind: QualificationKind,
    number: str,
    valid_from: date,
    valid_until: date | None,
    evidence: str,
    year: int | None = None,
    issued_on: date | None = None,
) -> Qualification:
    """Put a dated fact on record; the same number again is the row that is there."""
    with everything():
        found = db.session.scalars(
            select(Qualification).where(
                Qualification.organization_id == organization.id,
                Qualification.kind == kind,
                Qualification.number == number,
            )
        ).one_or_none()
        if found is not None:
            return found
        qualification = Qualification(
            organization_id=organization.id,
            kind=kind,
            number=number,
            year=year,
            issued_on=issued_on,
            valid_from=valid_from,
            valid_until=valid_until,
            evidence=evidence,
        )
        db.session.add(qualification)
        db.session.flush()
    return qualification


def is_suspended(organization: Organization, at: datetime) -> bool:
    """Whether the unit is suspended at an instant of business time: from the first instant on, before the last."""
    if organization.suspended_from is None or organization.suspended_from > at:
        return False
    return organization.suspended_until is None or at < organization.suspended_until


def people_of(organization_id: UUID) -> list[Account]:
    """The people who act for a unit, first come first."""
    return list(
        db.session.scalars(
            select(Account)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.organization_id == organization_id,
                RoleGrant.revoked_at.is_(None),
                Account.disabled_at.is_(None),
            )
            .order_by(Account.registered_at, Account.id)
            .distinct()
        )
    )


def update_profile(
    *,
    organization: Organization,
    registered_address: str,
    legal_representative: str,
    contact_name: str,
    contact_phone: str,
    revenue_fen: int,
    by: Actor,
    contact_email: str | None = None,
) -> None:
    """Keep what a unit says of itself; its code, name and place are not among it. None leaves the e-mail as it is."""
    organization.registered_address = registered_address
    if legal_representative != organization.legal_representative:
        set_legal_representative(organization, legal_representative)
    set_contact(organization, contact_name, contact_phone)
    if contact_email is not None:
        set_contact_email(organization, contact_email)
    before, organization.revenue_fen = organization.revenue_fen, revenue_fen
    db.session.flush()
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=organization.id,
        subject_no=organization.uscc,
        areas=(organization.area,) if organization.area else (),
        organizations=(organization.id,),
        before={"revenue_fen": before},
        after={"revenue_fen": revenue_fen},
    )
