"""How a story reaches the hub: plain HTTP as a browser without scripts would, or a real browser."""

from typing import Any, Protocol
from urllib.parse import urljoin

import requests

from hub.stories.page import Form, Page
from hub.stories.samples import Upload


class Driver(Protocol):
    """One person's browser."""

    def open(self, path: str) -> Page:
        """Go to a page."""

    def submit(self, page: Page, form: Form, values: dict[str, Any], files: dict[str, Upload]) -> Page:
        """Fill in a form on ``page`` and send it; the answer after any redirects."""

    def close(self) -> None:
        """End the browser."""


class HttpDriver:
    """A browser without scripts: cookies, forms, redirects, meta refresh."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "zh-CN"

    def open(self, path: str) -> Page:
        """Go to a page; hand-over pages are followed."""
        return self._arrive(self.session.get(urljoin(self.base_url, path), timeout=60))

    def submit(self, page: Page, form: Form, values: dict[str, Any], files: dict[str, Upload]) -> Page:
        """Send the form as multipart when it holds files, otherwise urlencoded."""
        pairs = [(name, value) for name, value in form.submission(values) if name not in files]
        headers = {"Referer": page.url}
        if form.method == "GET":
            return self._arrive(self.session.get(form.action, params=pairs, headers=headers, timeout=60))
        parts = {name: (u.name, u.data, u.content_type) for name, u in files.items()}
        return self._arrive(
            self.session.post(form.action, data=pairs, files=parts or None, headers=headers, timeout=120)
        )

    def close(self) -> None:
        """Forget the cookies."""
        self.session.close()

    def _arrive(self, response: requests.Response) -> Page:
        page = Page(response.url, response.status_code, response.text)
        for _ in range(5):
            target = page.meta_refresh
            if target is None or target == page.url:
                break
            response = self.session.get(target, headers={"Referer": page.url}, timeout=60)
            page = Page(response.url, response.status_code, response.text)
        return page
