"""A hub with the sample data, and people who sign in to it the way they do in a browser without scripts."""

import atexit
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from hub import identity
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.sample import load_sample
from hub.stories.driver import Driver
from hub.stories.page import Form, Page
from hub.stories.runner import play
from hub.stories.samples import Upload
from hub.stories.story import load_story
from hub.stories.surface import Surface
from schemas.terms import Assurance
from tests.conftest import filled_database, own_application

STAGED = Path(__file__).parent / "stories" / "staged.toml"


@contextmanager
def sample_hub() -> Iterator[Flask]:
    """An application over a database of its own that holds the sample data."""
    with own_application(sample_database()) as app:
        yield app


def sample_database() -> str:
    """The database with the sample data that others are cloned from."""

    def fill(app: Flask) -> None:
        with app.app_context():
            load_sample()

    return filled_database("sample", fill)


@cache
def shared_staged_hub() -> Flask:
    """The staged hub of this process, made once for all tests that only look at it; it goes when the process ends."""
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(staged_hub())


class ClientDriver(Driver):
    """A person's browser inside this process: cookies, forms, redirects, no scripts."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def open(self, path: str) -> Page:
        """Go to a page."""
        target = urlsplit(path)
        inside = f"{target.path}?{target.query}" if target.query else target.path
        response = self.client.get(inside, follow_redirects=True)
        return Page(response.request.url, response.status_code, response.get_data(as_text=True))

    def submit(self, page: Page, form: Form, values: dict[str, Any], files: dict[str, Upload]) -> Page:
        """Fill in a form and send it."""
        data: dict[str, Any] = {}
        for name, value in form.submission(values):
            if name not in files:
                data.setdefault(name, []).append(value)
        data |= {name: (io.BytesIO(u.data), u.name, u.content_type) for name, u in files.items()}
        answer = self.client.post(form.action, data=data, headers={"Referer": page.url}, follow_redirects=True)
        return Page(answer.request.url, answer.status_code, answer.get_data(as_text=True))

    def close(self) -> None:
        """Nothing to end."""


class InsideSurface(Surface):
    """The test surface without sockets; no region simulator runs."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        super().__init__("http://localhost")
        self.simulators = []

    def _get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.get_json()


@contextmanager
def staged_hub() -> Iterator[Flask]:
    """A hub with sample data in which something waits at every desk, made through the pages."""

    def fill(app: Flask) -> None:
        play(load_story(STAGED), InsideSurface(app), lambda: ClientDriver(app))

    with own_application(filled_database("staged", fill, sample_database())) as app:
        yield app


def browser_of(app: Flask, account: str) -> ClientDriver:
    """A browser in which this person of the demo book is signed in."""
    driver = ClientDriver(app)
    driver.client.set_cookie("hub_session", session_of(app, account))
    return driver


def session_of(app: Flask, account: str) -> str:
    """The cookie of a new session, second factor given; signing in itself is tried elsewhere."""
    with app.app_context(), scope.everything(), unit_of_work():
        found = identity.find_account_by_username(account)
        assert found is not None, account
        _, secret = identity.open_session(
            account=found, assurance=Assurance.SUBSTANTIAL, browser="test", second_factor=True
        )
        return secret
