"""The sample people sign in over real HTTP through the forms that stories use, tokens of forms included."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.simulate import running
from hub.app import create_app
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.sample.people import load_people
from hub.settings import load_settings
from hub.stories.driver import HttpDriver
from hub.stories.logins import complete_step_up, sign_in
from hub.stories.story import Person
from hub.stories.surface import Surface
from schemas.terms import Role
from tests.conftest import application_url, clone_database, drop_database
from tests.federation.platforms import platforms, point_at
from tests.identity.conftest import add_pages


@pytest.fixture(scope="module")
def hub_url() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    name = clone_database()
    settings = load_settings("testing")
    settings = replace(settings, web=replace(settings.web, base_url=f"http://127.0.0.1:{port}"))
    app = create_app(settings, database_url=application_url(name))
    add_pages(app)
    with app.app_context(), scope.everything(), unit_of_work():
        load_people()
    with platforms("shanghai", "jiangsu") as found:
        point_at(app, found)
        with running(app, port) as address:
            yield address
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def person(account: str, login: str) -> Person:
    return Person(alias=account, account=account, login=login)


@pytest.mark.parametrize(
    ("account", "login", "page", "says"),
    [
        ("E10", "hub", "/t/holder", "substantial"),
        ("mas_admin", "hub+otp", "/t/assessor", "马鞍山区域管理员"),
        ("E01", "region:jiangsu", "/t/holder", "low"),
        ("E04", "region:shanghai", "/t/holder", "substantial"),
    ],
)
def test_sample_people_come_in_as_stories_say(hub_url: str, account: str, login: str, page: str, says: str) -> None:
    driver = HttpDriver(hub_url)
    sign_in(driver, person(account, login))
    seen = driver.open(page)
    assert seen.status == 200 and says in seen.text
    driver.close()


def test_a_low_session_is_raised_on_the_way_to_a_page_about_money(hub_url: str) -> None:
    driver = HttpDriver(hub_url)
    sign_in(driver, person("E01", "region:jiangsu"))
    asking = driver.open("/t/pay")
    assert asking.form("account.request_code") is not None
    arrived = complete_step_up(driver, asking, Surface(hub_url).newest_code)
    assert arrived.url.endswith("/t/pay") and "substantial" in arrived.text
    driver.close()


def test_a_form_without_its_token_does_nothing(hub_url: str) -> None:
    driver = HttpDriver(hub_url)
    answer = driver.session.post(f"{hub_url}/login/hub", data={"username": "e10", "password": "x"}, timeout=10)
    assert answer.status_code == 400 and "form.expired" in answer.text


def test_roles_of_the_sample_cover_every_step_of_the_main_job() -> None:
    from hub.stories import book

    held = {(g["role"], g.get("area")) for entry in book._table("accounts")["account"] for g in entry["roles"]}
    for area in ("maanshan", "wujiang", "jiashan", "xiangcheng", "qingpu"):
        for role in (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.NOTICE_OFFICER, Role.FINANCE_OFFICER):
            assert (role.value, area) in held
    assert {("province_center", "jiangsu"), ("reviewer_initial", "jiangsu"), ("expert", None)} <= held
