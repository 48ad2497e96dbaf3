"""Registering, coming in again and guarding an account in Chromium: both languages, both widths, without scripts."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from hub import identity
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.messages import SmsOutbox
from schemas.terms import Role
from tests.browser.conftest import Window
from tests.conftest import own_application
from tests.identity.conftest import new_uscc
from tests.identity.test_registration import PDF, card_number
from tests.longer import LANGUAGES, LONGER

NewWindow = Callable[..., Window]
OPEN_PAGES = [
    "/login",
    "/login/hub",
    "/login/sms",
    "/register",
    "/register/submitted",
    "/terms",
    "/recover",
    "/recover/account",
    "/recover/done",
    "/register/individual",
]
PASSWORD = "a long sentence for Chromium"
WIDTHS = (1366, 390)


@pytest.fixture(scope="session")
def live_app() -> Iterator[Flask]:
    """An empty hub: these pages need nobody to be there before."""
    with own_application() as app:
        yield app


@pytest.fixture(scope="session")
def live(live_app: Flask) -> Iterator[str]:
    """Its address."""
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def look(window: Window, name: str, language: str) -> None:
    """Screenshots at both widths, never wider than the window, and axe."""
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 900})
        window.shot(f"accounts-{name}-{language[:2]}-{width}")
        assert window.width() <= width
    assert window.axe() == []


def newest_code(app: Flask, phone: str) -> str:
    run_until_idle(app)
    with app.app_context():
        texts = [row.text for row in db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at))]
        mine = [row.phone for row in db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at))]
    sent = [text for text, to in zip(texts, mine, strict=True) if to == phone]
    found = re.search(r"\d{6}", sent[-1])
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_that_need_nothing(window: NewWindow, language: str) -> None:
    shown = window(language=language)
    for path in OPEN_PAGES:
        shown.open(path)
        look(shown, path.strip("/").replace("/", "-"), language)
    assert shown.complaints == [] and shown.abroad == []


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 390), pytest.param("en-US", 1366, marks=LONGER)])
def test_registering_without_scripts(
    window: NewWindow, live_app: Flask, tmp_path: Path, language: str, width: int
) -> None:
    n = 8801 if width == 390 else 8802
    licence = tmp_path / "licence.pdf"
    licence.write_bytes(PDF)
    shown = window(width=width, scripts=False, language=language)
    page = shown.open("/register")
    page.fill("[name=uscc]", new_uscc("340503", n))
    page.fill("[name=name]", "浏览器示例企业")
    page.set_input_files("[name=licence]", licence)
    page.select_option("[name=province]", "340000")
    page.click("[formaction='/register/place']")
    page.select_option("[name=city]", "340500")
    page.click("[formaction='/register/place']")
    page.select_option("[name=division]", "340503")
    page.fill("[name=username]", f"chromium{n}")
    page.fill("[name=real_name]", "示例人")
    page.fill("[name=document_number]", card_number("340503", n))
    page.fill("[name=phone]", f"1990008{n}")
    page.click("[formaction='/register/code']")
    look_without_scripts(shown, f"register-code-{language[:2]}-{width}", width)
    page.fill("[name=code]", newest_code(live_app, f"1990008{n}"))
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", "not the same")
    page.check("[name=agreed]")
    page.click("main .btn-primary")
    assert page.locator("[data-error='input.invalid']").count() == 1
    assert page.input_value("[name=division]") == "340503" and "licence.pdf" in page.content()
    look_without_scripts(shown, f"register-refused-{language[:2]}-{width}", width)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    page.click("main .btn-primary")
    assert page.url.endswith("/account/organization")


def look_without_scripts(window: Window, name: str, width: int) -> None:
    window.shot(f"accounts-{name}")
    assert window.page.locator("main").bounding_box()["width"] <= width  # type: ignore[index]


def new_officer(app: Flask, name: str, phone: str) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.create_account(username=name, display_name="示例审核员", password=PASSWORD)
        identity.set_phone(account, phone)
        identity.grant_role(account=account, role=Role.ASSESSOR, area="maanshan", by=THE_HUB)


@pytest.mark.parametrize(
    ("language", "phone"), [("zh-CN", "19900091361"), pytest.param("en-US", "19900091362", marks=LONGER)]
)
def test_coming_in_by_text_and_setting_up_an_authenticator(
    window: NewWindow, live_app: Flask, language: str, phone: str
) -> None:
    name = f"officer-{language[:2]}"
    new_officer(live_app, name, phone)
    shown = window(language=language)
    page = shown.open("/login/sms")
    page.fill("[name=phone]", phone)
    page.click("main .btn-primary")
    look(shown, "login-code", language)
    page.fill("[name=code]", newest_code(live_app, phone))
    page.click("main .btn-primary")
    look(shown, "enroll-needs-password", language)
    page.goto(shown.address + "/login/hub")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn-primary")
    look(shown, "enroll-text", language)
    page.click("form[data-action='account.request_enroll_code'] button")
    page.fill("[name=code]", newest_code(live_app, phone))
    page.click("form[data-action='account.enroll_code'] .btn")
    look(shown, "enroll-key", language)
    key = "".join(page.inner_text(".totp-key").split())
    page.fill("[name=code]", pyotp.TOTP(key).at(utc_now()))
    page.click("main .btn-primary")
    look(shown, "recovery-codes", language)
    assert page.locator(".recovery-codes code").count() == 10
    code = page.locator(".recovery-codes code").first.inner_text()
    page.goto(shown.address + "/account/second-factor")
    look(shown, "second-factor", language)
    recover(shown, live_app, name, phone, code, language)


def recover(shown: Window, app: Flask, name: str, phone: str, code: str, language: str) -> None:
    """Forget the password: the same window goes on."""
    page = shown.open("/recover")
    page.fill("[name=name]", name)
    page.click("main .btn-primary")
    look(shown, "recover-code", language)
    page.fill("[name=code]", newest_code(app, phone))
    page.click("main .btn-primary")
    look(shown, "recover-password", language)
    page.fill("[name=password]", PASSWORD + "!")
    page.fill("[name=password_again]", PASSWORD + "!")
    page.fill("[name=code]", code)
    page.click("main .btn-primary")
    assert page.url.endswith("/recover/done")
