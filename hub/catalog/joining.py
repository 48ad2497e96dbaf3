"""Joining as an institution (申请加盟, CSJ 1.4): asked with certificates, decided by the unit's office.

It is a request to the office like others: returned with a reason, answered, approved or refused. Certificates are
added one by one while the office has not decided.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub import audit, messages
from hub.catalog.errors import AlreadyInstitution, ShopUnknown
from hub.catalog.listing_tables import Certificate
from hub.catalog.offices import office_of
from hub.catalog.shops import open_shop
from hub.identity import (
    IdentityRequest,
    Organization,
    RequestKind,
    RequestState,
    evidence,
    get_account,
    get_organization,
    grant_role,
    identity_requests,
    request_queries,
)
from hub.identity.evidence import NewFile
from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.files import StoredFile, find_attached
from schemas.terms import Role


def apply_to_join(
    *,
    unit: Organization,
    field: str,
    capability: str,
    kind: str,
    number: str,
    valid_until: date | None,
    file: NewFile,
    by: Actor,
) -> IdentityRequest:
    """Ask the unit's office to be an institution, with a first certificate.

    Raises:
        AlreadyInstitution: it is one.
        RequestOpen: it has asked already.
        FileRefused: the certificate is no image or PDF, or too large.
    """
    if unit.is_institution:
        raise AlreadyInstitution()
    stored = evidence.store_evidence(file, unit=unit, by=by)
    request = identity_requests.open_request(
        kind=RequestKind.JOINING,
        area=office_of(unit),
        asked={"field": field, "capability": capability, "certificate_1": _said(kind, number, valid_until)},
        evidence=[stored.id],
        organization_id=unit.id,
        by=by,
    )
    _keep(unit, request, stored, kind, number, valid_until)
    return request


def add_certificate(
    *, request: IdentityRequest, kind: str, number: str, valid_until: date | None, file: NewFile, by: Actor
) -> None:
    """Add a certificate to a request that is not decided yet; a returned one goes back to the office with it.

    Raises:
        RequestNotFound: the request is somebody else's.
        MoveNotAllowed, ChangedMeanwhile: it is decided.
    """
    assert request.organization_id is not None
    unit = get_organization(request.organization_id)
    stored = evidence.store_evidence(file, unit=unit, by=by)
    asked = identity_requests.asked_of(request)
    place = sum(name.startswith("certificate_") for name in asked) + 1
    returned = request.state is RequestState.RETURNED
    add = identity_requests.answer_request if returned else identity_requests.supplement_request
    add(
        request=request,
        asked={**asked, f"certificate_{place}": _said(kind, number, valid_until)},
        evidence=[stored.id],
        by=by,
    )
    _keep(unit, request, stored, kind, number, valid_until)


def find_open(unit: Organization) -> IdentityRequest | None:
    """What the unit is asking, if anything."""
    return request_queries.find_open_request(RequestKind.JOINING, unit.id)


def certificates_of(organization_id: UUID) -> Sequence[Certificate]:
    """The certificates of an institution, or of a unit that asks to be one, as they were added."""
    return db.session.scalars(
        select(Certificate).where(Certificate.organization_id == organization_id).order_by(Certificate.added_at)
    ).all()


def find_certificate_file(organization_id: UUID, certificate_id: UUID) -> StoredFile:
    """The file of a certificate, for the unit's office.

    Raises:
        ShopUnknown: the unit has no such certificate.
    """
    certificate = db.session.get(Certificate, certificate_id)
    stored = None
    if certificate is not None and certificate.organization_id == organization_id:
        stored = find_attached(certificate.file_id)
    if stored is None:
        raise ShopUnknown()
    return stored


def _carry_out(request: IdentityRequest, by: Actor) -> None:
    assert request.organization_id is not None
    unit = get_organization(request.organization_id)
    unit.is_institution = True
    db.session.flush()
    open_shop(unit)
    with scope.everything():
        if request.account_id is not None:
            grant_role(
                account=get_account(request.account_id), role=Role.INSTITUTION_ADMIN, organization_id=unit.id, by=by
            )
    audit.record(
        "institution.joined",
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"joined_at": business_now()},
    )
    messages.tell(
        "institution.joined",
        organization_id=unit.id,
        subject="organization",
        subject_no=unit.uscc,
        path="/institution/services",
    )


def _keep(
    unit: Organization, request: IdentityRequest, stored: Any, kind: str, number: str, valid_until: date | None
) -> None:
    db.session.add(
        Certificate(
            organization_id=unit.id,
            kind=kind,
            number=number,
            valid_until=valid_until,
            file_id=stored.id,
            request_id=request.id,
            added_at=business_now(),
        )
    )
    db.session.flush()


def _said(kind: str, number: str, valid_until: date | None) -> str:
    until = f" · {valid_until}" if valid_until else ""
    return f"{kind} · {number}{until}"


identity_requests.on_approval(RequestKind.JOINING, _carry_out)
