"""What each form of the bind page does: the try is counted and committed first, then judged, then all or nothing."""

from typing import Any

from flask import request

from hub import identity
from hub.identity import (
    CodeRefused,
    ExternalIdentity,
    LinkTicket,
    SignInRefused,
    binding,
    evidence,
    linking_requests,
    linking_tickets,
)
from hub.identity.linking_errors import LinkNeedsOffice, LinkNeedsPassword
from hub.kernel.db import unit_of_work
from hub.web.guards import current_session
from hub.web.session_cookie import address_of, browser_cookie_name
from schemas.terms import Assurance


def ticket_of(secret: str) -> LinkTicket:
    """The ticket of this address in this browser.

    Raises:
        LinkTicketRefused: it cannot be used here, or not any more.
    """
    return linking_tickets.find_ticket(secret, request.cookies.get(browser_cookie_name()))


def prove_account(secret: str, username: str, password: str) -> None:
    """Judge the old account's password.

    Raises:
        SignInRefused: unknown account, wrong password or disabled account.
        TooManyTries: the account or the address is paused.
        LinkOtherUnit: the account is of another unit.
    """
    folded = identity.fold_username(username)
    with unit_of_work():
        identity.tries.take_try(identity.tries.PASSWORD_BY_ADDRESS, address_of())
        tries = identity.tries.take_try(identity.tries.PASSWORD_BY_ACCOUNT, folded)
    with unit_of_work():
        account = identity.sign_in.check_password(folded, password)
        if account is not None:
            identity.sign_in.refuse_awaiting_review(account)
            linking_tickets.prove_account(ticket_of(secret), account)
            identity.tries.forget_tries(identity.tries.PASSWORD_BY_ACCOUNT, folded)
            identity.tries.give_back(identity.tries.PASSWORD_BY_ADDRESS, address_of())
            return
        if tries == identity.tries.PASSWORD_BY_ACCOUNT.tries:
            identity.sign_in.record_guard(folded)
    raise SignInRefused()


def send_code(ticket: LinkTicket) -> None:
    """Send the code to the phone that the region asserts.

    Raises:
        LinkNeedsOffice, LinkNeedsPassword: there is no such phone, or the password comes first.
        TooManyTries: enough texts were sent.
    """
    phone, _ = _ready(ticket)
    with unit_of_work():
        identity.tries.take_try(identity.tries.TEXTS_BY_PHONE, phone)
        identity.tries.take_try(identity.tries.TEXTS_BY_ADDRESS, address_of())
        identity.send_code(purpose=binding.PURPOSE, phone=phone, bound_to=linking_tickets.asker_of(ticket))


def redeem_code(secret: str, ticket: LinkTicket, code: str, authenticator: str = "") -> str:
    """Judge the code, bind, and open the session; returns its secret.

    Raises:
        CodeRefused: a code is wrong, used, too old, or was sent for something else.
        TooManyTries: account, phone or address is paused.
        LinkTicketRefused, AlreadyLinked: somebody was faster.
    """
    phone, old = _ready(ticket)
    with unit_of_work():
        # Somebody guessing at the old password pauses this step too: a lock is judged where the proof is used.
        identity.tries.refuse_while_locked(identity.tries.PASSWORD_BY_ACCOUNT, old.username or "")
        identity.tries.take_try(identity.tries.CODE_BY_ADDRESS, address_of())
        identity.tries.take_try(identity.tries.CODE_BY_PHONE, phone)
        tries = identity.tries.take_try(identity.tries.CODE_BY_ACCOUNT, str(old.id))
    try:
        with unit_of_work():
            held = ticket_of(secret)
            linked = binding.redeem_ticket(held, code=code, authenticator=authenticator)
            identity.tries.forget_tries(identity.tries.CODE_BY_ACCOUNT, str(old.id))
            identity.tries.forget_tries(identity.tries.CODE_BY_PHONE, phone)
            identity.tries.give_back(identity.tries.CODE_BY_ADDRESS, address_of())
            return _open_session(held, linked)
    except CodeRefused:
        with unit_of_work():
            binding.record_wrong_code(old, last=tries == identity.tries.CODE_BY_ACCOUNT.tries)
        raise


def file_request(secret: str, typed: dict[str, Any]) -> str:
    """Ask the office; returns the number of the request.

    Raises:
        TooManyTries: this address has uploaded enough for now.
        FileRefused, RequestOpen, LinkTicketRefused: as ``linking_requests.ask_office``.
    """
    with unit_of_work():
        identity.tries.take_try(identity.tries.UPLOADS_BY_ADDRESS, address_of())
    with unit_of_work():
        file = evidence.NewFile(typed["evidence"].stream, typed["evidence"].filename)
        asked = linking_requests.ask_office(
            ticket=ticket_of(secret), old_username=typed["old_username"], note=typed["note"], file=file
        )
        return asked.no


def _ready(ticket: LinkTicket) -> tuple[str, identity.Account]:
    """The phone and the old account between which a code stands."""
    if ticket.phone is None:
        raise LinkNeedsOffice()
    if ticket.account_id is None:
        raise LinkNeedsPassword()
    return ticket.phone, identity.get_account(ticket.account_id)


def _open_session(ticket: LinkTicket, linked: ExternalIdentity) -> str:
    before = current_session()
    if before is not None:
        identity.end_session(before, "signed in anew")
    account = identity.get_account(linked.account_id)
    session, secret = identity.open_session(
        account=account,
        # What the region said of this one login is not kept: only what was proved here counts.
        assurance=Assurance.LOW,
        browser=str(request.user_agent),
        organization_id=linked.organization_id,
        region=ticket.region,
        upstream=linking_tickets.upstream_of_ticket(ticket),
        methods=["fed", "pwd", "sms", "mfa"],
    )
    identity.raise_assurance(session)
    identity.sign_in.record_login(account, session)
    return secret
