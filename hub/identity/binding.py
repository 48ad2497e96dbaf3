"""Binding an account of a region to one of the hub, and taking it off again. Who may do so was proved before.

Three ways lead here: the old account's password and a code (ZJ2-04, ZJ2-05), an owner who is signed in and connects a
region (G-33), and an office that was shown evidence. None of them follows from an asserted code alone.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from adapters.contract import Assertion
from hub import audit, messages
from hub.federation import directory
from hub.identity.actors import actor_for, list_external_identities
from hub.identity.bank import lock_bank_data
from hub.identity.codes import use_code
from hub.identity.contacts import name_of, take_phone
from hub.identity.errors import CodeRefused, SignInRefused
from hub.identity.linking_errors import AlreadyLinked, IdentityNotFound, LastWayIn, LinkNeedsOffice, LinkNeedsPassword
from hub.identity.linking_tickets import RegionAccount, asker_of, region_account_of, take_ticket
from hub.identity.models import Account, ExternalIdentity, LinkTicket, Organization
from hub.identity.provider.logout import end_grants_by_region, end_left_over_grants
from hub.identity.second_factor import use_second_factor
from hub.identity.sessions import end_sessions
from hub.identity.sign_in import record_failure, record_guard
from hub.identity.tokens import revoke_tokens
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db

PURPOSE = "bind"
BOUND = "bound to a region"
UNLINKED = "way in removed"


def redeem_ticket(ticket: LinkTicket, *, code: str, authenticator: str = "") -> ExternalIdentity:
    """Bind the old account of a ticket: its password was given before, the texted code comes now.

    Whoever calls has counted the try. Nothing is changed unless everything is right.

    Raises:
        LinkNeedsPassword, LinkNeedsOffice: a step is missing, or cannot be taken.
        CodeRefused: a code is wrong, used, too old, or was sent for something else.
        SignInRefused: the old account may not sign in any more.
        LinkTicketRefused, AlreadyLinked: somebody was faster.
    """
    if ticket.account_id is None or ticket.password_proved_at is None:
        raise LinkNeedsPassword()
    if ticket.phone is None:
        raise LinkNeedsOffice()
    account = _held(ticket.account_id)
    if account.disabled_at is not None or account.awaits_review or account.password_hash is None:
        raise SignInRefused()
    if not use_code(purpose=PURPOSE, phone=ticket.phone, bound_to=asker_of(ticket), code=code):
        raise CodeRefused(field="code")
    if account.totp_secret is not None and use_second_factor(account, authenticator) is None:
        raise CodeRefused(field="authenticator")
    take_ticket(ticket.id)
    there = region_account_of(ticket)
    return bind_old_account(account=account, there=there, by=actor_for(account.id), how="password and code")


def record_wrong_code(account: Account, *, last: bool) -> None:
    """Write down a wrong code for this old account; with the last one allowed its owner is told."""
    record_failure(account, "link code")
    if last:
        record_guard(account.username or "")


def bind_old_account(*, account: Account, there: RegionAccount, by: Actor, how: str) -> ExternalIdentity:
    """Make the region the way in of an old account: its password ends, and all its sessions and tokens.

    Raises:
        AlreadyLinked: the region's account was bound meanwhile.
    """
    before = account.phone
    identity = _add(account, there)
    account.password_hash = None
    if there.phone is not None:
        take_phone(account=account, phone=there.phone, by=by, reason="asserted by the region")
    end_sessions(account.id, why=BOUND)
    end_left_over_grants(account.id)
    revoke_tokens(account.id)
    announce("account.linked", identity, account, phones=(before,), by=by, how=how)
    return identity


def connect_identity(*, account: Account, unit: Organization, region: str, assertion: Assertion) -> ExternalIdentity:
    """Add a region's account to one whose owner is signed in with a fresh code; what was a way in remains one.

    Raises:
        AlreadyLinked: the region's account was bound meanwhile.
    """
    there = RegionAccount(region, assertion.issuer, assertion.subject, unit.id)
    identity = _add(account, there)
    by = actor_for(account.id, unit.id)
    announce("account.linked", identity, account, phones=(account.phone,), by=by, how="connected")
    return identity


def unlink_identity(*, account: Account, identity_id: UUID) -> ExternalIdentity:
    """Take a region's account off; the sessions that began with it end, and what portals hold since then.

    Raises:
        IdentityNotFound: it is not this person's, or was taken off before.
        LastWayIn: nothing else would let them in.
    """
    held = _held(account.id)
    identities = list_external_identities(held.id)
    identity = next((one for one in identities if one.id == identity_id), None)
    if identity is None:
        raise IdentityNotFound()
    if not has_other_way_in(held, identity, identities):
        raise LastWayIn()
    identity.ended_at = utc_now()
    db.session.flush()
    end_sessions(held.id, why=UNLINKED, region=identity.region)
    end_grants_by_region(held.id, identity.region, UNLINKED)
    by = actor_for(held.id, identity.organization_id)
    announce("account.unlinked", identity, held, phones=(held.phone,), by=by, how="by its owner")
    return identity


def has_other_way_in(account: Account, identity: ExternalIdentity, identities: Sequence[ExternalIdentity]) -> bool:
    """Whether the person can still sign in without this identity."""
    others = [one for one in identities if one.id != identity.id and not is_link_only(one.region)]
    return account.password_hash is not None or bool(others)


def is_link_only(region: str) -> bool:
    """Whether the region's account may be connected to one here and opens none."""
    login = directory.get_region(region).login
    return login is not None and login.link_only


def _add(account: Account, there: RegionAccount) -> ExternalIdentity:
    identity = ExternalIdentity(
        issuer=there.issuer,
        subject=there.subject,
        region=there.region,
        account_id=account.id,
        organization_id=there.organization_id,
        linked_at=utc_now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(identity)
    except IntegrityError as error:
        raise AlreadyLinked() from error
    return identity


def announce(
    event: str,
    identity: ExternalIdentity,
    account: Account,
    *,
    phones: Sequence[str | None],
    by: Actor,
    how: str,
) -> None:
    """Put it on record, tell the owner by a message and by text, and let bank data rest."""
    lock_bank_data(account)
    unit = db.session.get_one(Organization, identity.organization_id)
    audit.record(
        event,
        by=by,
        subject="account",
        subject_id=account.id,
        subject_no=account.username,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"region": identity.region, "issuer": identity.issuer},
        reason=how,
    )
    no, region = name_of(account), directory.get_region(identity.region).names.zh
    messages.tell(event, account_id=account.id, subject="account", subject_no=no, path="/account/identities")
    for phone in phones:
        if phone is not None:
            messages.send_sms(phone, event.replace(".", "_"), no=no, region=region)


def _held(account_id: UUID) -> Account:
    """The account, held until the end of the transaction: its ways in change one at a time."""
    held = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()
