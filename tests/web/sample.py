"""A hub with the sample data, and people who sign in to it the way they do in a browser without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from hub.app import create_app
from hub.kernel.db import db
from hub.sample import load_sample
from hub.settings import load_settings
from hub.stories.driver import Driver
from hub.stories.logins import sign_in
from hub.stories.page import Form, Page
from hub.stories.samples import Upload
from hub.stories.story import Person
from tests.conftest import application_url, clone_database, drop_database


@contextmanager
def sample_hub() -> Iterator[Flask]:
    """An application over a database of its own that holds the sample data."""
    name = clone_database()
    app = create_app(load_settings("testing"), database_url=application_url(name))
    with app.app_context():
        load_sample()
        db.session.remove()
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        drop_database(name)


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
        import io

        data: dict[str, Any] = {}
        for name, value in form.submission(values):
            if name not in files:
                data.setdefault(name, []).append(value)
        data |= {name: (io.BytesIO(u.data), u.name, u.content_type) for name, u in files.items()}
        answer = self.client.post(form.action, data=data, headers={"Referer": page.url}, follow_redirects=True)
        return Page(answer.request.url, answer.status_code, answer.get_data(as_text=True))

    def close(self) -> None:
        """Nothing to end."""


def browser_of(app: Flask, account: str) -> ClientDriver:
    """A browser in which this person of the demo book has signed in with the hub account."""
    driver = ClientDriver(app)
    sign_in(driver, Person(account, account, "hub"))
    return driver
