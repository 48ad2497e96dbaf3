"""The decision about an assertion as a table: every combination of facts has exactly one row, and the rows are few."""

from dataclasses import fields
from itertools import product

import pytest

from hub.identity.linking_rules import Denial, LoginDecision, LoginFacts, Way, decide_login

NAMES = tuple(field.name for field in fields(LoginFacts))
# Read from above, the first row that fits counts. "+" and "-" before a fact: it holds, it does not.
TABLE: list[tuple[str, Way, Denial | None]] = [
    ("+connecting -uscc_given", Way.DENY, Denial.NO_UNIT),
    ("+connecting -uscc_valid", Way.DENY, Denial.BAD_USCC),
    ("+connecting -to_own_unit", Way.DENY, Denial.NOT_YOUR_UNIT),
    ("+connecting +identity_known +own_identity", Way.DENY, Denial.ALREADY_YOURS),
    ("+connecting +identity_known", Way.DENY, Denial.SOMEBODY_ELSES),
    ("+connecting", Way.LINK, None),
    ("+uscc_given -uscc_valid", Way.DENY, Denial.BAD_USCC),
    ("+link_only", Way.DENY, Denial.LINK_ONLY),
    ("+identity_known -enabled", Way.DENY, Denial.DISABLED),
    ("+identity_known -uscc_given", Way.AUTH, None),
    ("+identity_known -same_unit", Way.DENY, Denial.OTHER_UNIT),
    ("+identity_known", Way.AUTH, None),
    ("-uscc_given", Way.DENY, Denial.NO_UNIT),
    ("-unit_known -in_territory", Way.DENY, Denial.ELSEWHERE),
    ("-unit_known", Way.ENROLL, None),
    ("+unit_known +has_hub_accounts", Way.LINK, None),
    ("+unit_known -mastered_here", Way.LINK, None),
    ("+unit_known -in_territory", Way.LINK, None),
    ("+unit_known +let_go", Way.LINK, None),
    ("+unit_known", Way.ENROLL, None),
]


def every_case() -> list[LoginFacts]:
    return [LoginFacts(**dict(zip(NAMES, values, strict=True))) for values in product((True, False), repeat=len(NAMES))]


def fits(row: str, facts: LoginFacts) -> bool:
    return all(getattr(facts, word[1:]) is (word[0] == "+") for word in row.split())


def test_every_combination_of_facts_goes_the_way_its_row_says() -> None:
    used = set()
    for facts in every_case():
        number = next(n for n, (row, _, _) in enumerate(TABLE) if fits(row, facts))
        used.add(number)
        assert decide_login(facts) == LoginDecision(*TABLE[number][1:]), (TABLE[number][0], facts)
    assert used == set(range(len(TABLE))), "a row that no case needs"


@pytest.mark.parametrize("way", list(Way))
def test_a_reason_is_given_for_denials_and_for_nothing_else(way: Way) -> None:
    found = [decide_login(facts) for facts in every_case()]
    assert all((one.denial is not None) is (way is Way.DENY) for one in found if one.way is way)


def test_what_must_never_happen_never_does() -> None:
    for facts in every_case():
        way = decide_login(facts).way
        if way is Way.AUTH:
            assert facts.identity_known and facts.enabled and not facts.link_only
            assert facts.same_unit or not facts.uscc_given
        if way is Way.ENROLL:
            assert facts.uscc_valid and facts.in_territory and not facts.identity_known and not facts.link_only
            assert not facts.unit_known or (facts.mastered_here and not facts.has_hub_accounts and not facts.let_go)
        if way is Way.LINK:
            assert facts.uscc_valid and not facts.identity_known
            assert facts.to_own_unit if facts.connecting else facts.unit_known and not facts.link_only


def test_a_login_that_connects_opens_no_session_and_enters_nobody() -> None:
    ways = {decide_login(facts).way for facts in every_case() if facts.connecting}
    assert ways == {Way.LINK, Way.DENY}


def test_facts_about_connecting_change_nothing_for_a_login() -> None:
    for facts in every_case():
        if not facts.connecting:
            plain = {name: getattr(facts, name) for name in NAMES if name not in ("to_own_unit", "own_identity")}
            assert decide_login(LoginFacts(**plain)) == decide_login(facts)
