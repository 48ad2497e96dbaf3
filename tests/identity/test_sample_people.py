"""The sample people of domain.md §7: names, roles, facts, and that loading twice changes nothing."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.identity import (
    Account,
    Organization,
    Qualification,
    RoleGrant,
    actor_of_username,
    find_account_by_username,
    find_organization_by_uscc,
    get_organization,
    holder_facts,
    list_experts,
    payout_account,
    people_of,
)
from hub.kernel.db import db
from hub.sample import NoSampleHere
from hub.sample.people import load_people
from schemas.terms import Role

E01, E06, E07, E10 = "91320118MA9QY1013T", "91320509MA9QY1064N", "91320509MA9QY1072H", "91340500MA9QY11013"
I03, I12 = "91320508MA9JG2038W", "523100009JG212007C"


def unit(uscc: str) -> Organization:
    found = find_organization_by_uscc(uscc)
    assert found is not None
    return found


@pytest.fixture
def people(session: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Sixty-five argon2 hashes take two seconds, and nobody signs in here.
    monkeypatch.setattr("hub.identity.registration.hash_password", lambda _: "not a hash")
    load_people()


@pytest.mark.usefixtures("people")
def test_loading_twice_changes_nothing() -> None:
    tables = (Organization, Account, RoleGrant, Qualification)
    before = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    load_people()
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in tables] == before
    assert before[0] == 30


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("uscc", "area", "region"),
    [(E01, "jiangsu", "jiangsu"), (E06, "wujiang", "jiangsu"), (E10, "maanshan", "anhui"), (I12, None, "shanghai")],
)
def test_the_place_of_a_unit_follows_from_its_division(uscc: str, area: str | None, region: str) -> None:
    assert (unit(uscc).area, unit(uscc).region) == (area, region)


@pytest.mark.usefixtures("people")
def test_the_facts_of_a_holder_are_those_of_the_day() -> None:
    facts = holder_facts(unit(E01).id, date(2024, 3, 5))
    assert facts["holder.tech_sme_year"] == 2024
    assert facts["holder.revenue_fen"] == 12_000_000_000
    assert facts["holder.profile_complete"] is True
    assert (facts["holder.kind"], facts["holder.city"]) == ("enterprise", "320100")
    assert "holder.incubatee" not in facts
    assert "holder.tech_sme_year" not in holder_facts(unit(E01).id, date(2023, 3, 5))


@pytest.mark.usefixtures("people")
def test_a_certificate_counts_to_its_last_day() -> None:
    holder = unit("91320312MA9QY10219")
    assert holder_facts(holder.id, date(2024, 8, 30))["holder.hnte_issued_on"] == date(2021, 8, 31)
    assert "holder.hnte_issued_on" not in holder_facts(holder.id, date(2024, 8, 31))


@pytest.mark.usefixtures("people")
def test_one_person_represents_two_units() -> None:
    assert unit(E07).legal_representative_index == unit(I03).legal_representative_index
    assert unit(E07).legal_representative_index != unit(E06).legal_representative_index


@pytest.mark.usefixtures("people")
def test_staff_hold_the_roles_of_their_place() -> None:
    admin = actor_of_username("mas_admin")
    assert admin.has(Role.ASSESSOR, area="maanshan")
    assert not admin.has(Role.ASSESSOR, area="wujiang")
    account = find_account_by_username("mas_admin")
    assert account is not None and account.totp_secret


@pytest.mark.usefixtures("people")
def test_experts_may_be_asked_everywhere_and_one_is_employed_by_a_seller() -> None:
    experts = {expert.username: expert.employer_id for expert in list_experts("wujiang")}
    assert sorted(experts) == ["expert01", "expert02", "expert03"]
    assert experts["expert03"] is not None
    assert get_organization(experts["expert03"]).uscc == "91340500MA9JG20547"


@pytest.mark.usefixtures("people")
def test_enterprises_of_a_region_have_no_account_here_and_others_do() -> None:
    assert people_of(unit(E01).id) == []
    assert unit(E01).identity_region == "jiangsu"
    assert [person.username for person in people_of(unit(E10).id)] == ["e10"]
    assert actor_of_username("e10").organization_id == unit(E10).id


@pytest.mark.usefixtures("people")
def test_a_payout_account_is_shown_by_its_last_four() -> None:
    account = payout_account(unit(E10).id)
    assert account is not None
    assert account.holder_name == unit(E10).name
    assert account.last4 == account.number[-4:] and len(account.last4) == 4


def test_production_refuses_invented_people(app: Flask) -> None:
    settings = app.config["HUB"]
    with app.app_context():
        app.config["HUB"] = replace(settings, hub=replace(settings.hub, environment="production"))
        try:
            with pytest.raises(NoSampleHere):
                load_people()
        finally:
            app.config["HUB"] = settings
