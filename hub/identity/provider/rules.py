"""Pure decisions of the provider: how long things last, what a login still needs, may a refresh token be used again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.identity.provider.scopes import WRITE_SCOPES
from schemas.terms import Assurance

CODE_LASTS = timedelta(seconds=60)
ACCESS_LASTS = timedelta(minutes=10)
REFRESH_LASTS = timedelta(days=30)
ID_TOKEN_LASTS = timedelta(minutes=5)
PUSHED_LASTS = timedelta(seconds=90)
REQUEST_LASTS = timedelta(minutes=30)
ASSERTION_LASTS_AT_MOST = timedelta(minutes=10)
# A client whose answer was lost may send its refresh token again: so long, so often, never later (RFC 9700 §4.14).
GRACE = timedelta(seconds=30)
GRACE_USES = 2
# What a region says about the time of a login is read with so much doubt about its clock.
CLOCKS_DIFFER = timedelta(seconds=60)
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
LADDER = (Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH)


class Step(StrEnum):
    """What stands between an authorization request and its answer."""

    LOGIN = "login"
    STEP_UP = "step_up"
    CONSENT = "consent"
    FINISH = "finish"
    LOGIN_FAILED = "login_failed"


@dataclass(frozen=True)
class Wish:
    """What a request asks about the login; ``subject`` is whom its ``id_token_hint`` names, as an account id."""

    asked_at: datetime
    prompts: frozenset[str] = frozenset()
    max_age: timedelta | None = None
    acr: Assurance | None = None
    subject: object = None


@dataclass(frozen=True)
class Seen:
    """The open session that meets the request. ``agreed``: nothing is left to ask its person on the consent page."""

    account: object
    opened_at: datetime
    authenticated_at: datetime
    assurance: Assurance
    can_step_up: bool = True
    agreed: bool = False


def next_step(wish: Wish, seen: Seen | None) -> Step:
    """What comes next (OIDC Core §3.1.2.1): a login is asked for once, and if it does not do the request has failed."""
    if seen is None:
        return Step.LOGIN
    if not _login_will_do(wish, seen):
        return Step.LOGIN_FAILED if seen.opened_at >= wish.asked_at else Step.LOGIN
    if _can_be_raised(wish, seen):
        return Step.STEP_UP
    return Step.FINISH if seen.agreed else Step.CONSENT


def _login_will_do(wish: Wish, seen: Seen) -> bool:
    if wish.subject is not None and wish.subject != seen.account:
        return False
    doubt = CLOCKS_DIFFER if seen.opened_at >= wish.asked_at else timedelta(0)
    age = wish.asked_at - seen.authenticated_at
    if wish.prompts & {"login", "select_account"} and age > doubt:
        return False
    return wish.max_age is None or age <= max(wish.max_age, doubt)


def _can_be_raised(wish: Wish, seen: Seen) -> bool:
    """``acr_values`` are a preference: what cannot be reached stops nobody, and the token says what was reached."""
    wanted = wish.acr is not None and LADDER.index(wish.acr) > LADDER.index(seen.assurance)
    return wanted and seen.assurance is Assurance.LOW and seen.can_step_up and "none" not in wish.prompts


class Reuse(StrEnum):
    """What a refresh token that comes in means."""

    FIRST = "first"
    GRACE = "grace"
    STOLEN = "stolen"


def judge_refresh(*, rotated_at: datetime | None, grace_uses: int, now: datetime) -> Reuse:
    """Whether a refresh token is used for the first time, again because an answer was lost, or by a thief."""
    if rotated_at is None:
        return Reuse.FIRST
    return Reuse.GRACE if now - rotated_at <= GRACE and grace_uses < GRACE_USES else Reuse.STOLEN


def wanted_acr(acr_values: str | None) -> Assurance | None:
    """The first level in ``acr_values`` that the hub knows."""
    known = {level.value: level for level in LADDER}
    return next((known[word] for word in (acr_values or "").split() if word in known), None)


def must_push(*, requires_par: bool, scopes: Collection[str]) -> bool:
    """Whether a client must push its authorization requests (design.md §8.16)."""
    return requires_par or bool(set(scopes) & WRITE_SCOPES)


def amr_of(methods: Collection[str], *, region: str | None, second_factor: bool, code: bool) -> list[str]:
    """How the person proved who they are, in words of RFC 8176; "fed" is a region that vouched for them."""
    found = list(methods) or (["fed"] if region else ["pwd"])
    found += ["otp"] if second_factor and not methods else []
    found += ["sms"] if code and "sms" not in found else []
    proofs = [word for word in found if word != "mfa"]
    return [*proofs, "mfa"] if len(proofs) > 1 else proofs
