"""A portal's login from the moment its person is here: what is still needed, what was agreed, and the grant."""

from dataclasses import dataclass
from uuid import UUID

from hub import audit
from hub.identity.actors import actor_for, get_account, organizations_of
from hub.identity.models import WebSession
from hub.identity.provider.authorization import Asked
from hub.identity.provider.consents import covers, find_consent, give_consent
from hub.identity.provider.grants import open_grant
from hub.identity.provider.requests import Agreement
from hub.identity.provider.rules import Seen, Step, next_step
from hub.identity.provider.tables import OAuthGrant

ASKED_NOW, ASKED_BEFORE, TRUSTED = "now", "before", "trusted"


@dataclass(frozen=True)
class Standing:
    """Where a login stands: the next step; for FINISH the unit and how its person agreed."""

    step: Step
    organization_id: UUID | None = None
    agreed_by: str = ASKED_NOW


def standing_of(asked: Asked, session: WebSession | None, agreement: Agreement | None) -> Standing:
    """What comes next for this request in this session."""
    if session is None:
        return Standing(next_step(asked.wish, None))
    agreed = _agreed(asked, session, agreement)
    seen = Seen(
        account=session.account_id,
        opened_at=session.opened_at or session.created_at,
        authenticated_at=session.authenticated_at,
        assurance=session.assurance,
        can_step_up=get_account(session.account_id).phone is not None,
        agreed=agreed is not None,
    )
    unit, how = agreed or (None, ASKED_NOW)
    return Standing(next_step(asked.wish, seen), unit, how)


def unit_of(session: WebSession) -> tuple[UUID | None, bool]:
    """The unit a session acts for, and whether that is clear: of several none may have been chosen yet."""
    acting = actor_for(session.account_id, session.organization_id).organization_id
    return acting, acting is not None or not organizations_of(session.account_id)


def finish_login(asked: Asked, session: WebSession, standing: Standing) -> OAuthGrant:
    """Open the grant for a login in which nothing is missing any more."""
    return open_grant(
        client=asked.client,
        session=session,
        organization_id=standing.organization_id,
        scopes=asked.scopes,
        agreed_by=standing.agreed_by,
    )


def record_decline(asked: Asked, session: WebSession) -> None:
    """Write down that the person did not want this."""
    unit, _ = unit_of(session)
    audit.record(
        "account.login_failed",
        by=actor_for(session.account_id, unit),
        subject="client",
        subject_id=asked.client.id,
        subject_no=asked.client.client_id,
        organizations=(unit,),
        reason="declined on the consent page",
        after={"scopes": list(asked.scopes)},
    )


def remember_agreement(asked: Asked, session: WebSession, organization_id: UUID | None) -> None:
    """Keep what the person agreed to for the next time."""
    give_consent(
        account_id=session.account_id,
        client=asked.client,
        organization_id=organization_id,
        scopes=asked.scopes,
        by=actor_for(session.account_id, organization_id),
    )


def _agreed(asked: Asked, session: WebSession, agreement: Agreement | None) -> tuple[UUID | None, str] | None:
    if agreement is not None and agreement.account_id == session.account_id and _still_acts_for(agreement):
        return agreement.organization_id, ASKED_NOW
    unit, clear = unit_of(session)
    if not clear or asked.wish.prompts & {"consent", "select_account"}:
        return None
    if asked.client.trusted:
        return unit, TRUSTED
    consent = find_consent(account_id=session.account_id, client=asked.client, organization_id=unit)
    return (unit, ASKED_BEFORE) if covers(consent, asked.scopes) else None


def _still_acts_for(agreement: Agreement) -> bool:
    """Whether the unit agreed to is one of the person's now: an agreement waits, and they may have been let go."""
    units: set[UUID | None] = {unit.id for unit in organizations_of(agreement.account_id)}
    return agreement.organization_id in (units or {None})
