"""忘记密码 and 找回资料: a new password after a code to the phone, and a reviewed change of who administers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub import audit, messages
from hub.identity.actors import actor_for, find_account_by_username, list_external_identities
from hub.identity.contacts import change_phone
from hub.identity.errors import (
    CodeRefused,
    NobodyToRecover,
    OrganizationNotFound,
    SecondFactorMissing,
)
from hub.identity.identity_requests import answer_request, asked_of, office_of, open_request, withdraw_request
from hub.identity.models import (
    Account,
    IdentityRequest,
    Organization,
    PhoneProof,
    ProofPurpose,
    RequestKind,
    RequestState,
)
from hub.identity.organizations import find_organization_by_uscc, people_of
from hub.identity.passwords import hash_password
from hub.identity.phone_proofs import owners_of, spend_proof, start_proof
from hub.identity.registration import check_password_rules
from hub.identity.request_queries import find_open_request
from hub.identity.roles import is_staff, list_grants
from hub.identity.rules import fold_username, mask_name, plain_phone
from hub.identity.second_factor import needs_second_factor, remove_second_factor, use_second_factor
from hub.identity.secrets import new_secret
from hub.identity.signing_out import sign_out_everywhere
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.files import adopt_file
from schemas.terms import Role

ADMINISTRATORS = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)


def start_recovery(*, name: str, browser: str) -> str:
    """Send a code to the phone on record of whoever has this username or phone, if anybody; nothing tells which."""
    phone = plain_phone(name)
    if phone.isascii() and phone.isdigit() and len(phone) == 11:
        return start_proof(purpose=ProofPurpose.RECOVER, browser=browser, phone=phone)
    account = find_account_by_username(fold_username(name))
    return start_proof(purpose=ProofPurpose.RECOVER, browser=browser, account=account)


def recoverable(proof: PhoneProof) -> list[Account]:
    """The accounts that may get a new password, once the code was right; before that, none."""
    return owners_of(proof) if proof.proved_at is not None else []


def reset_password(*, proof: PhoneProof, account: Account, password: str, code: str) -> None:
    """Set a new password, end every session and token, and tell the owner here and on the phone.

    Raises:
        CodeRefused: the code of the text was never given or the proof was used, or the second factor's code is wrong.
        SecondFactorMissing: the account must have a second factor and has none: a text alone would open it.
        PasswordRefused: the password does not meet the rules.
    """
    if account.id not in {owner.id for owner in recoverable(proof)}:
        raise CodeRefused()
    if needs_second_factor(account) and account.totp_secret is None:
        raise SecondFactorMissing()
    check_password_rules(password, username=account.username or "", second_factor=account.totp_secret is not None)
    if account.totp_secret is not None and use_second_factor(account, code) is None:
        raise CodeRefused(field="code")
    if not spend_proof(proof):
        raise CodeRefused()
    account.password_hash = hash_password(password)
    db.session.flush()
    sign_out_everywhere(account, why="password reset")
    _tell_reset(account)


def ask_contact_change(
    *, uscc: str, person_name: str, phone: str, reason: str, evidence: Sequence[UUID]
) -> IdentityRequest:
    """Ask the office to give a unit's account to another person or phone, with licence and letter (JS-22).

    Raises:
        OrganizationNotFound: no unit has this code.
        NobodyToRecover: its people come in by a region, or it has no administrator here.
        RequestOpen: the same is being asked already.
    """
    unit = find_organization_by_uscc(uscc)
    if unit is None:
        raise OrganizationNotFound(field="uscc")
    account = _administrator_of(unit)
    for file_id in evidence:
        adopt_file(file_id, unit.id)
    asked = {
        "uscc": unit.uscc,
        "name": unit.name,
        "username": account.username or "",
        "real_name": person_name,
        "was_real_name": account.display_name,
        "phone": phone,
        "was_phone": account.phone or "",
        "why": reason,
    }
    request = _open_or_answer(unit, account, asked, evidence)
    if account.phone:
        messages.send_sms(account.phone, "contact_change_asked", no=request.no)
    return request


def _open_or_answer(
    unit: Organization, account: Account, asked: dict[str, str], evidence: Sequence[UUID]
) -> IdentityRequest:
    """What the office sent back is sent again by the same phone; from another one it is a new request of its own.

    Nobody is signed in here: a stranger must not put their phone beside evidence that somebody else gave.
    """
    returned = find_open_request(RequestKind.CONTACT_CHANGE, unit.id)
    if returned is not None and returned.state is RequestState.RETURNED:
        if plain_phone(asked_of(returned)["phone"]) == plain_phone(asked["phone"]):
            return answer_request(request=returned, asked=asked, evidence=evidence, by=actor_for(account.id))
        withdraw_request(request=returned, by=THE_HUB)
        _say_no(returned, "另一手机号提出了同一单位的申请")
    return open_request(
        kind=RequestKind.CONTACT_CHANGE,
        area=office_of(unit),
        asked=asked,
        evidence=evidence,
        organization_id=unit.id,
        account_id=account.id,
        by=THE_HUB,
    )


def change_contact(request: IdentityRequest, by: Actor) -> None:
    """Give the account to the person and phone that the office approved: whoever had it is out, bank data rest."""
    asked, account = asked_of(request), _account_of(request)
    account.display_name = asked["real_name"]
    change_phone(account=account, phone=asked["phone"], by=by, reason=request.no)
    if account.totp_secret is not None:
        remove_second_factor(account=account, by=by)
    # The new person chooses a password after a code to the new phone; the old one opens nothing any more, nor does
    # an account at a region, which stays with whoever left.
    account.password_hash = hash_password(new_secret())
    for way_in in list_external_identities(account.id):
        way_in.ended_at = utc_now()
    db.session.flush()
    sign_out_everywhere(account, why="contact changed", by=by)
    messages.send_sms(
        asked["phone"], "contact_change_approved", name=asked["name"], no=request.no, username=account.username or ""
    )


def refuse_contact_change(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Say by text to the new phone why not, or what is missing."""
    _say_no(request, request.reason or "—")


def _say_no(request: IdentityRequest, reason: str) -> None:
    asked = asked_of(request)
    messages.send_sms(asked["phone"], "contact_change_rejected", name=asked["name"], no=request.no, reason=reason)


def _administrator_of(unit: Organization) -> Account:
    """The administrator with a hub account who has been there longest; staff of an office are not asked about here."""
    for person in people_of(unit.id):
        grants = list_grants(person.id)
        here = {grant.role for grant in grants if grant.organization_id == unit.id}
        if person.password_hash is not None and here & set(ADMINISTRATORS) and not is_staff(grants):
            return person
    raise NobodyToRecover()


def _account_of(request: IdentityRequest) -> Account:
    return db.session.scalars(select(Account).where(Account.id == request.account_id).with_for_update()).one()


def _tell_reset(account: Account) -> None:
    name = account.username or mask_name(account.display_name)
    audit.record(
        "account.contact_changed",
        by=actor_for(account.id),
        subject="account",
        subject_id=account.id,
        subject_no=account.username,
        after={"what": "password"},
        reason="recovered by text",
    )
    messages.tell(
        "account.contact_changed", account_id=account.id, subject="account", subject_no=name, path="/account/sessions"
    )
    if account.phone:
        messages.send_sms(account.phone, "password_reset", no=name)
