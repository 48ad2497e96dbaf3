"""The hub as relying party: a login that starts here, goes to a region and comes back once, to the same browser.

Nothing here talks to the region; whoever calls does that between two transactions.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, select, update
from stdnum.cn import uscc as gb32100

from adapters.contract import Assertion, LoginRequest
from hub import audit
from hub.federation import directory
from hub.identity.actors import actor_for
from hub.identity.assurance import assurance_of_login
from hub.identity.binding import connect_identity, is_link_only
from hub.identity.enrollment import enroll_person, enroll_unit, refresh_phone
from hub.identity.linking_rules import LoginDecision, LoginFacts, Way, decide_login
from hub.identity.mastery import identity_master_of
from hub.identity.models import Account, ExternalIdentity, LoginState, Organization, WebSession
from hub.identity.organizations import find_organization_by_uscc, people_of
from hub.identity.rules import LOGIN_LASTS, division_of_uscc
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.ids import new_id
from schemas.terms import Assurance

CONNECTING = "hub.connecting"


@dataclass(frozen=True)
class LoginStart:
    """A login about to start: what the region is asked, and the secrets that stay here."""

    request: LoginRequest
    code_verifier: str


@dataclass(frozen=True)
class LoginUnderWay:
    """A login that came back: the nonce and what the adapter wanted remembered, and where the person was going.

    ``connecting`` is the session whose owner wanted the region's account connected to theirs; None: to sign in.
    """

    remember: Mapping[str, str]
    next_path: str | None
    connecting: UUID | None = None


@dataclass(frozen=True)
class Arrival:
    """Where an assertion leads; account and identity for AUTH, ENROLL and what was connected, the unit where known."""

    decision: LoginDecision
    account: Account | None = None
    identity: ExternalIdentity | None = None
    unit: Organization | None = None


def start_login(*, return_url: str, anew: bool = False, max_age: int | None = None) -> LoginStart:
    """Fresh state, nonce and PKCE verifier (S256) for one login.

    ``anew`` and ``max_age`` (seconds) are passed on to a region that understands them.
    """
    verifier = new_secret()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    request = LoginRequest(
        state=new_secret(), nonce=new_secret(), code_challenge=challenge, return_url=return_url, anew=anew,
        max_age=max_age,
    )  # fmt: skip
    return LoginStart(request=request, code_verifier=verifier)


def remember_login(
    start: LoginStart,
    *,
    region: str,
    browser: str,
    remember: Mapping[str, str],
    next_path: str | None,
    connecting: UUID | None = None,
) -> None:
    """Keep what the way back needs, for this region and this browser, ten minutes, once; and what it was begun for."""
    kept = {
        **remember,
        "code_verifier": start.code_verifier,
        "nonce": start.request.nonce,
        "state": start.request.state,
        "return_url": start.request.return_url,
        **({CONNECTING: str(connecting)} if connecting else {}),
    }
    db.session.add(
        LoginState(
            state_hash=hash_of(start.request.state),
            browser_hash=hash_of(browser),
            region=region,
            nonce=start.request.nonce,
            code_verifier=start.code_verifier,
            remember=json.dumps(kept),
            next_path=next_path,
            created_at=utc_now(),
        )
    )
    db.session.flush()


def claim_login(*, region: str, state: str | None, browser: str | None) -> LoginUnderWay | None:
    """The login that comes back with this state, used up by asking; None when it is not this browser's and region's."""
    if not state or not browser:
        return None
    now = utc_now()
    row = db.session.execute(
        update(LoginState)
        .where(
            LoginState.state_hash == hash_of(state),
            LoginState.browser_hash == hash_of(browser),
            LoginState.region == region,
            LoginState.used_at.is_(None),
            LoginState.created_at > now - LOGIN_LASTS,
        )
        .values(used_at=now)
        .returning(LoginState.remember, LoginState.next_path)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    remember: dict[str, str] = json.loads(row.remember or "{}")
    connecting = remember.pop(CONNECTING, None)
    return LoginUnderWay(remember, row.next_path, UUID(connecting) if connecting else None)


def accept_assertion(*, region: str, assertion: Assertion, connecting: WebSession | None = None) -> Arrival:
    """Decide AUTH, LINK, ENROLL or DENY, and carry out the first and the third; the caller opens the session.

    With ``connecting``, the session of an owner who gave a fresh code, LINK is carried out too: all is proved.
    """
    assertion = replace(assertion, uscc=(assertion.uscc or "").strip().upper() or None)
    identity = _find_identity(region, assertion)
    unit = find_organization_by_uscc(assertion.uscc) if assertion.uscc else None
    account = db.session.get_one(Account, identity.account_id) if identity else None
    facts = _facts(region, assertion, identity, account, unit)
    if connecting is not None:
        return _connect(region, assertion, facts, identity, unit, connecting)
    decision = decide_login(facts)
    if decision.way is Way.AUTH and account is not None and identity is not None:
        refresh_phone(account, identity, assertion)
        return Arrival(decision, account, identity, unit)
    if decision.way is Way.ENROLL:
        unit = unit or enroll_unit(region=region, assertion=assertion)
        identity = enroll_person(region=region, assertion=assertion, unit=unit)
        return Arrival(decision, db.session.get_one(Account, identity.account_id), identity, unit)
    return Arrival(decision, unit=unit)


def _connect(
    region: str,
    assertion: Assertion,
    facts: LoginFacts,
    identity: ExternalIdentity | None,
    unit: Organization | None,
    session: WebSession,
) -> Arrival:
    acting_for = actor_for(session.account_id, session.organization_id).organization_id
    decision = decide_login(
        replace(
            facts,
            connecting=True,
            to_own_unit=unit is not None and unit.id == acting_for,
            own_identity=identity is not None and identity.account_id == session.account_id,
        )
    )
    if decision.way is not Way.LINK or unit is None:
        return Arrival(decision, unit=unit)
    account = db.session.get_one(Account, session.account_id)
    linked = connect_identity(account=account, unit=unit, region=region, assertion=assertion)
    return Arrival(decision, account, linked, unit)


def assurance_of(region: str, acr: str | None = None) -> Assurance:
    """How sure one login at this region makes the hub; a region without a stated level counts as low."""
    login = directory.get_region(region).login
    return assurance_of_login(login.assurance, acr, login.acr) if login else Assurance.LOW


def record_failed_login(*, region: str, reason: str, correlation: str) -> None:
    """Write down that a login through a region came to nothing; the reason stays inside the hub."""
    audit.record(
        "account.login_failed",
        by=THE_HUB,
        subject="region_login",
        subject_id=new_id(),
        subject_no=correlation,
        reason=reason,
        after={"region": region},
    )


_IDENTITY = select(ExternalIdentity).where(
    ExternalIdentity.issuer == bindparam("issuer"),
    ExternalIdentity.subject == bindparam("subject"),
    ExternalIdentity.region == bindparam("region"),
    ExternalIdentity.ended_at.is_(None),
)


def _find_identity(region: str, assertion: Assertion) -> ExternalIdentity | None:
    if not assertion.issuer or not assertion.subject:
        return None
    sought = {"issuer": assertion.issuer, "subject": assertion.subject, "region": region}
    return db.session.scalars(_IDENTITY, sought).one_or_none()


def _was_let_go(region: str, assertion: Assertion, unit: Organization) -> bool:
    ended = select(ExternalIdentity.id).where(
        ExternalIdentity.issuer == assertion.issuer,
        ExternalIdentity.subject == assertion.subject,
        ExternalIdentity.region == region,
        ExternalIdentity.organization_id == unit.id,
        ExternalIdentity.ended_at.is_not(None),
    )
    return db.session.scalars(ended.limit(1)).first() is not None


def _facts(
    region: str,
    assertion: Assertion,
    identity: ExternalIdentity | None,
    account: Account | None,
    unit: Organization | None,
) -> LoginFacts:
    uscc = assertion.uscc or ""
    valid = uscc.isascii() and gb32100.is_valid(uscc)
    division = unit.division if unit is not None else division_of_uscc(uscc)
    home = directory.find_region_of_division(division) if valid else None
    return LoginFacts(
        uscc_given=bool(uscc),
        uscc_valid=valid,
        identity_known=identity is not None,
        same_unit=identity is not None and unit is not None and identity.organization_id == unit.id,
        enabled=account is None or (account.disabled_at is None and not account.awaits_review),
        unit_known=unit is not None,
        mastered_here=unit is not None and identity_master_of(unit) == region,
        has_hub_accounts=unit is not None and identity is None and any(one.password_hash for one in people_of(unit.id)),
        let_go=unit is not None and identity is None and _was_let_go(region, assertion, unit),
        in_territory=home is not None and home.code == region,
        link_only=is_link_only(region),
    )
