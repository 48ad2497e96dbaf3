"""Certificates of institutions: renewed through the office, warned of before they end, and not ordered from after.

What counts is the best certificate of each kind: an institution takes no new orders while one kind that it showed has
none in force. Orders placed before go on (as G-47 has it for suspensions).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from hub import audit, messages
from hub.catalog.listing_tables import Certificate
from hub.catalog.offices import office_of
from hub.identity import (
    IdentityRequest,
    Organization,
    RequestKind,
    RequestState,
    evidence,
    get_organization,
    identity_requests,
)
from hub.identity.evidence import NewFile
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import count_write, db, unit_of_work
from hub.kernel.jobs import scheduled

REMIND_DAYS = (30, 14, 7, 1, -1)


def lapsed_kinds(certificates: Collection[Certificate], on: date) -> dict[str, date]:
    """The kinds of which none is in force on a day, each with the last day it was; pure."""
    lapsed: dict[str, date] = {}
    for kind, several in groupby(sorted(certificates, key=lambda one: one.kind), key=lambda one: one.kind):
        ends = [one.valid_until for one in several]
        known = [end for end in ends if end is not None]
        if len(known) == len(ends) and max(known) < on:
            lapsed[kind] = max(known)
    return lapsed


def lapsed_of(organization_id: UUID, on: date) -> dict[str, date]:
    """Of one institution, from its certificates that an office has seen."""
    return lapsed_kinds(accepted_certificates(organization_id), on)


def accepted_certificates(organization_id: UUID) -> Sequence[Certificate]:
    """The certificates of an institution but those that an office has still to look at, or refused."""
    found = select(Certificate).where(
        Certificate.organization_id == organization_id,
        or_(Certificate.request_id.is_(None), Certificate.request_id.in_(_approved())),
    )
    with scope.everything():  # whoever orders sees nothing of the institution's requests
        return db.session.scalars(found.order_by(Certificate.added_at)).all()


def renew(
    *, unit: Organization, kind: str, number: str, valid_until: date | None, file: NewFile, by: Actor
) -> IdentityRequest:
    """Ask the office to take a further certificate, in place of one that ends.

    Raises:
        RequestOpen: one is with the office already.
        FileRefused: the certificate is no image or PDF, or too large.
    """
    stored = evidence.store_evidence(file, unit=unit, by=by)
    until = f" · {valid_until}" if valid_until else ""
    request = identity_requests.open_request(
        kind=RequestKind.CERTIFICATE,
        area=office_of(unit),
        asked={"name": unit.name, "certificate_1": f"{kind} · {number}{until}"},
        evidence=[stored.id],
        organization_id=unit.id,
        by=by,
    )
    certificate = Certificate(
        organization_id=unit.id, kind=kind, number=number, valid_until=valid_until, file_id=stored.id,
        request_id=request.id, added_at=business_now(),
    )  # fmt: skip
    db.session.add(certificate)
    db.session.flush()
    return request


@scheduled("qualification.lapse", cron="0 3 * * *", catch_up="latest", clock="business")
def warn_of_lapse(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001 - every scheduled job takes both
    """Tell institutions 30, 14, 7 and 1 days before a certificate ends, and when it has, each once."""
    on = fire_at.astimezone(SHANGHAI).date()
    with unit_of_work(), scope.everything():
        last = date.fromordinal(on.toordinal() + max(REMIND_DAYS))
        ending = select(Certificate).where(
            Certificate.valid_until <= last, or_(Certificate.reminded_days.is_(None), Certificate.reminded_days >= 0)
        )
        for certificate in db.session.scalars(ending.order_by(Certificate.id)):
            _warn(certificate, on)


def _warn(certificate: Certificate, on: date) -> None:
    assert certificate.valid_until is not None
    left = (certificate.valid_until - on).days
    due = min((days for days in REMIND_DAYS if left <= days), default=None)
    told = certificate.reminded_days
    if due is None or (told is not None and told <= due) or _renewed(certificate):
        return
    unit = get_organization(certificate.organization_id)
    if not unit.is_institution or not _take(certificate.id, due):
        return
    audit.record(
        "institution.certificate_ending", by=THE_HUB, subject="organization", subject_id=unit.id, subject_no=unit.uscc,
        areas=(unit.area,), organizations=(unit.id,), after={"kind": certificate.kind, "days": left},
    )  # fmt: skip
    messages.tell(
        "institution.certificate_ending", organization_id=unit.id, subject="organization",
        subject_no=certificate.number, path="/institution/certificates", date=certificate.valid_until.isoformat(),
    )  # fmt: skip


def _renewed(certificate: Certificate) -> bool:
    """Whether a later one of its kind is there already."""
    others = [one for one in accepted_certificates(certificate.organization_id) if one.kind == certificate.kind]
    return any((one.valid_until or date.max) > (certificate.valid_until or date.max) for one in others)


def _take(certificate_id: UUID, threshold: int) -> bool:
    """Whether it is this run that tells; two runs may overlap."""
    taken = db.session.execute(
        update(Certificate)
        .where(
            Certificate.id == certificate_id,
            or_(Certificate.reminded_days.is_(None), Certificate.reminded_days > threshold),
        )
        .values(reminded_days=threshold)
        .execution_options(synchronize_session=False)
    )
    count_write()
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _approved() -> Any:
    return select(IdentityRequest.id).where(IdentityRequest.state == RequestState.APPROVED)


def _carry_out(request: IdentityRequest, by: Actor) -> None:
    """Nothing but the approval is needed: from now on the certificate counts."""


identity_requests.on_approval(RequestKind.CERTIFICATE, _carry_out)
