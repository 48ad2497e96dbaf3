"""Binding by an office that was shown evidence: for whoever lost the old password or phone, or never had an account."""

from sqlalchemy import select

from adapters.contract import Assertion, Person
from hub import messages
from hub.federation import directory
from hub.identity.actors import find_account_by_username
from hub.identity.binding import announce, bind_old_account
from hub.identity.enrollment import NAMELESS, enroll_person
from hub.identity.evidence import NewFile, store_evidence
from hub.identity.identity_requests import OPEN, answer_request, asked_of, office_of, open_request
from hub.identity.linking_errors import AlreadyLinked, LinkOtherUnit
from hub.identity.linking_tickets import RegionAccount, take_ticket
from hub.identity.models import (
    Account,
    ExternalIdentity,
    IdentityRequest,
    LinkTicket,
    Organization,
    RequestKind,
    RequestState,
)
from hub.identity.organizations import people_of
from hub.identity.request_errors import RequestOpen
from hub.identity.rules import fold_username
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.kernel.scope import everything


def ask_office(*, ticket: LinkTicket, old_username: str, note: str, file: NewFile) -> IdentityRequest:
    """Ask the office of the unit's area to bind what the ticket is about; the ticket is used up.

    What the office had returned to the same account of the region is answered, not asked again.

    Raises:
        LinkTicketRefused: the ticket was used meanwhile.
        FileRefused: the evidence is no image or PDF, or too large.
        RequestOpen: the same is being asked already.
    """
    take_ticket(ticket.id)
    unit = db.session.get_one(Organization, ticket.organization_id)
    stored = store_evidence(file, unit=unit, by=THE_HUB)
    asked = {
        "uscc": unit.uscc,
        "name": unit.name,
        "region": ticket.region,
        "issuer": ticket.issuer,
        "subject": ticket.subject,
        "real_name": ticket.person_name or NAMELESS,
        **({"phone": ticket.phone} if ticket.phone else {}),
        **({"username": fold_username(old_username)} if old_username.strip() else {}),
        "why": note,
    }
    before = _open_of_same(unit, asked)
    if before is not None and before.state is RequestState.SUBMITTED:
        raise RequestOpen(no=before.no)
    if before is not None:
        return answer_request(request=before, asked=asked, evidence=[stored.id], by=THE_HUB)
    return open_request(
        kind=RequestKind.LINK,
        area=office_of(unit),
        asked=asked,
        evidence=[stored.id],
        organization_id=unit.id,
        by=THE_HUB,
    )


def carry_out(request: IdentityRequest, by: Actor) -> None:
    """Bind what was asked: to the old account that was named, or to a new person of the unit.

    Raises:
        LinkOtherUnit: the account that was named does not act for the unit.
        AlreadyLinked: the region's account was bound meanwhile.
    """
    asked, there = asked_of(request), _region_account(request)
    unit = db.session.get_one(Organization, there.organization_id)
    if "username" in asked:
        account = find_account_by_username(asked["username"])
        if account is None or account.id not in {person.id for person in people_of(unit.id)}:
            raise LinkOtherUnit(unit=unit.name)
        bind_old_account(account=account, there=there, by=by, how=request.no)
    else:
        _enter(there, unit, by=by, how=request.no)
    _text(request, "link_approved")


def tell_rejected(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Tell whoever asked that the office said no; they have no account to read it in."""
    _text(request, "link_rejected")


def tell_returned(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Tell whoever asked what the office wants."""
    _text(request, "link_returned")


def _enter(there: RegionAccount, unit: Organization, *, by: Actor, how: str) -> None:
    if _is_bound(there):
        raise AlreadyLinked()
    assertion = Assertion(
        issuer=there.issuer,
        subject=there.subject,
        uscc=unit.uscc,
        person=Person(name=there.person_name, phone=there.phone),
    )
    identity = enroll_person(region=there.region, assertion=assertion, unit=unit)
    account = db.session.get_one(Account, identity.account_id)
    announce("account.linked", identity, account, phones=(), by=by, how=how)


def _is_bound(there: RegionAccount) -> bool:
    bound = select(ExternalIdentity.id).where(
        ExternalIdentity.issuer == there.issuer,
        ExternalIdentity.subject == there.subject,
        ExternalIdentity.ended_at.is_(None),
    )
    return db.session.scalars(bound).first() is not None


def _open_of_same(unit: Organization, asked: dict[str, str]) -> IdentityRequest | None:
    """What the same account of the region has asked before and is not decided."""
    undecided = select(IdentityRequest).where(
        IdentityRequest.kind == RequestKind.LINK,
        IdentityRequest.state.in_(OPEN),
        IdentityRequest.organization_id == unit.id,
    )
    with everything():
        for request in db.session.scalars(undecided):
            before = asked_of(request)
            if (before["issuer"], before["subject"]) == (asked["issuer"], asked["subject"]):
                return request
    return None


def _region_account(request: IdentityRequest) -> RegionAccount:
    asked = asked_of(request)
    assert request.organization_id is not None
    return RegionAccount(
        region=asked["region"],
        issuer=asked["issuer"],
        subject=asked["subject"],
        organization_id=request.organization_id,
        phone=asked.get("phone"),
        person_name=asked.get("real_name"),
    )


def _text(request: IdentityRequest, template: str) -> None:
    asked = asked_of(request)
    if "phone" in asked:
        region = directory.get_region(asked["region"]).names.zh
        messages.send_sms(asked["phone"], template, no=request.no, region=region, reason=request.reason or "")
