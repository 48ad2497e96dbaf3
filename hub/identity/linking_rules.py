"""The four ways of an assertion: in, bound to a known account first, entered as new, or nowhere; and who may leave."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

TICKET_LASTS = timedelta(minutes=15)


class Way(StrEnum):
    """What an assertion of a region leads to."""

    AUTH = "AUTH"
    LINK = "LINK"
    ENROLL = "ENROLL"
    DENY = "DENY"


class Denial(StrEnum):
    """Why an assertion leads nowhere."""

    NO_UNIT = "no_unit"
    BAD_USCC = "bad_uscc"
    OTHER_UNIT = "other_unit"
    DISABLED = "disabled"
    ELSEWHERE = "elsewhere"
    LINK_ONLY = "link_only"
    NOT_YOUR_UNIT = "not_your_unit"
    ALREADY_YOURS = "already_yours"
    SOMEBODY_ELSES = "somebody_elses"


@dataclass(frozen=True)
class LoginFacts:
    """What the hub knows when a region asserts somebody.

    ``uscc_given``: the region named a unit, ``uscc_valid``: its check character is right. ``identity_known``:
    (issuer, subject) is bound here, ``same_unit``: to the unit named now. ``enabled``: that account may sign in.
    ``unit_known``: the unit is registered here, ``mastered_here``: the asserting region is master of its identity,
    ``has_hub_accounts``: some of its people sign in with a password of the hub (asked about newcomers only).
    ``let_go``: the same account of the region was taken off this unit before.
    ``in_territory``: the unit is registered in the asserting region. ``link_only``: the region may be connected to an
    account and opens none.

    ``connecting``: the person signed in here before, gave a fresh code and asked to connect this region;
    ``to_own_unit``: the unit named is the one they act for, ``own_identity``: the identity is theirs already.
    """

    uscc_given: bool
    uscc_valid: bool
    identity_known: bool = False
    same_unit: bool = True
    enabled: bool = True
    unit_known: bool = False
    mastered_here: bool = False
    has_hub_accounts: bool = False
    let_go: bool = False
    in_territory: bool = True
    link_only: bool = False
    connecting: bool = False
    to_own_unit: bool = False
    own_identity: bool = False


@dataclass(frozen=True)
class LoginDecision:
    """The way, and for DENY the reason."""

    way: Way
    denial: Denial | None = None


def decide_login(facts: LoginFacts) -> LoginDecision:
    """AUTH, LINK, ENROLL or DENY. An asserted code alone never opens a unit that the hub knows by other means.

    A unit is entered, and people with it, only by the region where it is registered (G-33). Where people of a unit
    have hub accounts, newcomers bind theirs first, also when the region is master of the unit's identity (ZJ2-04). Whom
    the unit let go does not come back by the region's word alone: an office decides, or the unit invites again.
    """
    denial = _denial_of_connecting(facts) if facts.connecting else _denial_of_login(facts)
    if denial is not None:
        return LoginDecision(Way.DENY, denial)
    if facts.connecting:
        return LoginDecision(Way.LINK)
    if facts.identity_known:
        return LoginDecision(Way.AUTH)
    if not facts.unit_known:
        return LoginDecision(Way.ENROLL)
    vouched_for = facts.mastered_here and facts.in_territory and not facts.has_hub_accounts and not facts.let_go
    return LoginDecision(Way.ENROLL if vouched_for else Way.LINK)


def _denial_of_login(facts: LoginFacts) -> Denial | None:
    if facts.uscc_given and not facts.uscc_valid:
        return Denial.BAD_USCC
    if facts.link_only:
        return Denial.LINK_ONLY
    if facts.identity_known:
        if not facts.enabled:
            return Denial.DISABLED
        return None if facts.same_unit or not facts.uscc_given else Denial.OTHER_UNIT
    if not facts.uscc_given:
        return Denial.NO_UNIT
    # Claims hang on the place of registration (G-33): a region vouches for its own enterprises only.
    if not facts.unit_known and not facts.in_territory:
        return Denial.ELSEWHERE
    return None


def _denial_of_connecting(facts: LoginFacts) -> Denial | None:
    if not facts.uscc_given:
        return Denial.NO_UNIT
    if not facts.uscc_valid:
        return Denial.BAD_USCC
    if not facts.to_own_unit:
        return Denial.NOT_YOUR_UNIT
    if facts.identity_known:
        return Denial.ALREADY_YOURS if facts.own_identity else Denial.SOMEBODY_ELSES
    return None
