"""Inviting a person to act for a unit: a link to their phone, taken up once, with a code to that phone.

The unit and the person who acts for it are two things: an invitation gives an account a role for the unit and changes
nothing else about either.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import audit, messages
from hub.identity.actors import get_account
from hub.identity.codes import phone_index
from hub.identity.colleague_errors import (
    AlreadyColleague,
    AlreadyInvited,
    InvitationGone,
    RoleNotOfUnit,
    StaffCannotJoin,
)
from hub.identity.contacts import set_phone
from hub.identity.evidence import NewFile, find_letter, store_evidence
from hub.identity.letters import keep_letter
from hub.identity.models import Account, Invitation, Organization
from hub.identity.organizations import get_organization, people_of
from hub.identity.registration import create_account
from hub.identity.roles import grant_role, hold_roles, is_staff, list_grants
from hub.identity.rules import plain_phone
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today, utc_now
from hub.kernel.db import db
from hub.kernel.scope import everything
from schemas.terms import Role

LASTS = timedelta(days=7)


def roles_of_unit(unit: Organization) -> list[Role]:
    """The roles that a unit gives to its people."""
    as_holder = [Role.HOLDER_AGENT, Role.HOLDER_ADMIN] if unit.is_holder else []
    as_institution = [Role.INSTITUTION_STAFF, Role.INSTITUTION_ADMIN] if unit.is_institution else []
    return [*as_holder, *as_institution]


def invite(
    *,
    unit: Organization,
    name: str,
    phone: str,
    role: Role,
    base_url: str,
    by: Actor,
    authorization: NewFile | None = None,
) -> Invitation:
    """Send a link by text; ``authorization`` is the unit's letter 授权书, where it has one.

    Raises:
        RoleNotOfUnit: the unit gives no such role.
        AlreadyColleague, AlreadyInvited: the phone's owner acts for the unit, or is asked to.
        FileRefused: the letter is no image or PDF, or too large.
    """
    if role not in roles_of_unit(unit):
        raise RoleNotOfUnit(field="role")
    plain = plain_phone(phone)
    index = phone_index(plain)
    if any(person.phone_index == index for person in people_of(unit.id)):
        raise AlreadyColleague(field="phone")
    letter = store_evidence(authorization, unit=unit, by=by) if authorization else None
    secret, now = new_secret(), utc_now()
    invitation = Invitation(
        organization_id=unit.id,
        role=role,
        name=name,
        phone=plain,
        phone_index=index,
        secret_hash=hash_of(secret),
        invited_by=by.account_id,
        authorization_file_id=letter.id if letter else None,
        created_at=now,
        expires_at=now + LASTS,
    )
    _make_way(unit.id, index)
    try:
        with db.session.begin_nested():
            db.session.add(invitation)
    except IntegrityError as error:
        raise AlreadyInvited(field="phone") from error
    link = f"{base_url.rstrip('/')}/invitations/{secret}"
    messages.send_sms(plain, "invited", unit=unit.name, link=link, days=LASTS.days)
    _record("role.delegated", invitation, by=by, what="invited")
    return invitation


def find_invitation(secret: str) -> Invitation:
    """The open invitation with this secret.

    Raises:
        InvitationGone: there is none any more.
    """
    with everything():
        found = db.session.scalars(
            select(Invitation).where(
                Invitation.secret_hash == hash_of(secret),
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > utc_now(),
            )
        ).one_or_none()
    if found is None:
        raise InvitationGone()
    return found


def list_open_invitations(unit: Organization) -> list[Invitation]:
    """Invitations of a unit that nobody has taken up, revoked or let expire."""
    with everything():
        found = select(Invitation).where(
            Invitation.organization_id == unit.id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > utc_now(),
        )
        return list(db.session.scalars(found.order_by(Invitation.created_at)))


def revoke_invitation(*, unit: Organization, invitation_id: UUID, by: Actor) -> None:
    """Take an invitation back; its link opens nothing any more.

    Raises:
        InvitationGone: the unit has no such open invitation.
    """
    with everything():
        found = db.session.get(Invitation, invitation_id, with_for_update=True)
    if found is None or found.organization_id != unit.id or found.accepted_at or found.revoked_at:
        raise InvitationGone()
    found.revoked_at = utc_now()
    db.session.flush()
    _record("role.revoked", found, by=by, what="invitation revoked")


def accept_as_new(*, secret: str, username: str, password: str) -> Account:
    """Take an invitation up with a new account; the caller has checked the code to the phone.

    Raises:
        InvitationGone: somebody was faster, or it was revoked.
        UsernameTaken, UsernameRefused, PasswordRefused: as at registration.
    """
    invitation = _claim(secret)
    account = create_account(username=username, display_name=invitation.name, password=password)
    set_phone(account, invitation.phone)
    audit.record("account.registered", by=THE_HUB, subject="account", subject_id=account.id, subject_no=username)
    _join(account, invitation)
    return account


def accept_with(*, secret: str, account_id: UUID) -> Account:
    """Take an invitation up with an account that is there; the caller has checked the code to the phone.

    Raises:
        InvitationGone: somebody was faster, or it was revoked.
        StaffCannotJoin: the account is one of staff.
    """
    invitation = _claim(secret)
    account = get_account(account_id)
    hold_roles(account)
    if is_staff(list_grants(account.id)):
        raise StaffCannotJoin()
    _join(account, invitation)
    return account


def _claim(secret: str) -> Invitation:
    """The open invitation, locked, so that of two who take it up at once one does."""
    with everything():
        locked = db.session.get(Invitation, find_invitation(secret).id, with_for_update=True, populate_existing=True)
    if locked is None or locked.accepted_at is not None or locked.revoked_at is not None:
        raise InvitationGone()
    locked.accepted_at = utc_now()
    db.session.flush()
    return locked


def _join(account: Account, invitation: Invitation) -> None:
    inviter = get_account(invitation.invited_by)
    by = Actor(account_id=inviter.id, name=inviter.display_name, organization_id=invitation.organization_id)
    grant_role(account=account, role=invitation.role, organization_id=invitation.organization_id, by=by)
    _keep_letter(account, invitation, by)
    messages.tell(
        "role.granted",
        account_id=inviter.id,
        subject="account",
        subject_no=f"{account.username or ''} {invitation.role.value}".strip(),
        path="/account/people",
    )


def _keep_letter(account: Account, invitation: Invitation, by: Actor) -> None:
    """The letter that came with the invitation holds from today until it is taken back."""
    if invitation.authorization_file_id is None:
        return
    keep_letter(
        unit=get_organization(invitation.organization_id),
        account=account,
        stored=find_letter(invitation.authorization_file_id),
        valid_from=business_today(),
        valid_until=None,
        by=by,
    )


def _make_way(organization_id: UUID, index: str) -> None:
    """An invitation that ran out no longer stands in the way of the next."""
    with everything():
        old = db.session.scalars(
            select(Invitation).where(
                Invitation.organization_id == organization_id,
                Invitation.phone_index == index,
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at <= utc_now(),
            )
        )
        for one in old:
            one.revoked_at = utc_now()
    db.session.flush()


def _record(event: str, invitation: Invitation, *, by: Actor, what: str) -> None:
    unit = get_organization(invitation.organization_id)
    audit.record(
        event,
        by=by,
        subject="invitation",
        subject_id=invitation.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"what": what, "role": invitation.role},
    )
