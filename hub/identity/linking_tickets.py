"""A fresh login at a region that met a unit known by other means: kept for one browser, a quarter of an hour, one use.

What is proved on the way hangs on the ticket, and the ticket on the region's (issuer, subject): whoever comes with
another account of the same region, even for the same unit, has another ticket and has proved nothing.
"""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from adapters.contract import Assertion, UpstreamSession
from hub.identity.linking_errors import LinkOtherUnit, LinkTicketRefused
from hub.identity.linking_rules import TICKET_LASTS
from hub.identity.models import Account, LinkTicket, Organization
from hub.identity.roles import list_grants
from hub.identity.rules import plain_phone
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.clock import utc_now
from hub.kernel.db import db


@dataclass(frozen=True)
class RegionAccount:
    """Whom a region asserted: the account there, the unit it is of here, and what the region says of the person."""

    region: str
    issuer: str
    subject: str
    organization_id: UUID
    phone: str | None = None
    person_name: str | None = None


def open_ticket(
    *, region: str, assertion: Assertion, unit: Organization, browser: str, next_path: str | None
) -> tuple[LinkTicket, str]:
    """A ticket for what the region just asserted in this browser, and its secret; the browser's earlier ones end."""
    now, secret, person = utc_now(), new_secret(), assertion.person
    _end(LinkTicket.browser_hash == hash_of(browser))
    ticket = LinkTicket(
        secret_hash=hash_of(secret),
        browser_hash=hash_of(browser),
        region=region,
        issuer=assertion.issuer,
        subject=assertion.subject,
        organization_id=unit.id,
        phone=plain_phone(person.phone) if person and person.phone else None,
        person_name=person.name if person else None,
        upstream=json.dumps(asdict(assertion.session)) if assertion.session else None,
        next_path=next_path,
        created_at=now,
        expires_at=now + TICKET_LASTS,
    )
    db.session.add(ticket)
    db.session.flush()
    return ticket, secret


def find_ticket(secret: str, browser: str | None) -> LinkTicket:
    """The ticket of this secret in this browser, unused and in time.

    Raises:
        LinkTicketRefused: it is another browser's, used, too old, or nobody's.
    """
    wanted = LinkTicket.secret_hash == hash_of(secret)
    found = select(LinkTicket).where(wanted, LinkTicket.browser_hash == hash_of(browser or ""), _is_open())
    ticket = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if ticket is None:
        raise LinkTicketRefused()
    return ticket


def prove_account(ticket: LinkTicket, account: Account) -> None:
    """Write down that the password of this old account was given; codes sent for another one stop counting.

    Raises:
        LinkOtherUnit: the account does not act for the ticket's unit.
    """
    if ticket.organization_id not in {grant.organization_id for grant in list_grants(account.id)}:
        raise LinkOtherUnit(unit=db.session.get_one(Organization, ticket.organization_id).name)
    ticket.account_id = account.id
    ticket.password_proved_at = utc_now()
    db.session.flush()


def take_ticket(ticket_id: UUID) -> None:
    """Use the ticket up; of two that try at once one succeeds.

    Raises:
        LinkTicketRefused: it was used, or has run out, meanwhile.
    """
    if not _end(LinkTicket.id == ticket_id):
        raise LinkTicketRefused()


def region_account_of(ticket: LinkTicket) -> RegionAccount:
    """Whom the ticket is about."""
    return RegionAccount(
        region=ticket.region,
        issuer=ticket.issuer,
        subject=ticket.subject,
        organization_id=ticket.organization_id,
        phone=ticket.phone,
        person_name=ticket.person_name,
    )


def upstream_of_ticket(ticket: LinkTicket) -> UpstreamSession | None:
    """What the region needs to end its own session."""
    return UpstreamSession(**json.loads(ticket.upstream)) if ticket.upstream else None


def asker_of(ticket: LinkTicket) -> str:
    """What a code for this ticket is bound to: the upstream account and the old one together."""
    return f"link:{ticket.id}:{ticket.account_id}"


def _end(which: ColumnElement[bool]) -> int:
    ended = update(LinkTicket).where(which, _is_open()).values(used_at=utc_now()).returning(LinkTicket.id)
    return len(db.session.execute(ended.execution_options(synchronize_session=False)).all())


def _is_open() -> ColumnElement[bool]:
    return LinkTicket.used_at.is_(None) & (LinkTicket.expires_at > utc_now())
