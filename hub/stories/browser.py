"""A real Chromium as the driver of a story; Playwright is a development dependency and imported only here."""

import shutil
from typing import Any
from urllib.parse import urljoin

from hub.stories.page import Form, Page
from hub.stories.samples import Upload


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine; the message says how to get one."""


def open_chromium() -> tuple[Any, Any]:
    """Start Playwright and Debian's Chromium; returns both, to be stopped by the caller.

    Raises:
        NoBrowser: Chromium or Playwright is missing.
    """
    executable = shutil.which("chromium")
    if executable is None:
        raise NoBrowser("No Chromium found: on Debian, apt-get install chromium fonts-noto-cjk.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser("Playwright is not installed: run `make setup-dev`.") from error
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=executable)


def _playwright_error() -> type[Exception]:
    from playwright.sync_api import Error

    return Error


class BrowserDriver:
    """One person's window in a shared Chromium."""

    def __init__(self, base_url: str, chromium: Any) -> None:
        self.base_url = base_url
        self.context = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self._unavailable = _playwright_error()

    def open(self, path: str) -> Page:
        """Go to a page and wait until it is quiet."""
        response = self.page.goto(urljoin(self.base_url, path), wait_until="load")
        return self._now(response.status if response else 200)

    def submit(self, page: Page, form: Form, values: dict[str, Any], files: dict[str, Upload]) -> Page:
        """Type, tick, choose, attach and click as a person would."""
        del page
        action = form.element.get("data-action")
        same = form.element.getroottree().xpath("//form[@data-action=$action]", action=action)
        shown = self.page.locator(f'form[data-action="{action}"]').nth(same.index(form.element))
        for name, value in values.items():
            self._fill(shown, form.kind(name), name, value)
        for name, upload in files.items():
            payload = {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.data}
            shown.locator(f'[name="{name}"]').set_input_files([payload])
        with self.page.expect_navigation(wait_until="load") as navigation:
            shown.locator('button[type="submit"], button:not([type]), input[type="submit"]').first.click()
        return self._now(navigation.value.status if navigation.value else 200)

    def close(self) -> None:
        """Close the window and its cookies."""
        self.context.close()

    def _fill(self, form: Any, kind: str, name: str, value: Any) -> None:
        field = form.locator(f'[name="{name}"]')
        if kind in ("checkbox", "radio"):
            for item in value if isinstance(value, list) else [value]:
                form.locator(f'[name="{name}"][value="{item}"]').check()
        elif kind == "select":
            field.select_option([str(item) for item in value] if isinstance(value, list) else str(value))
        elif kind != "hidden":
            field.fill(str(value))

    def _now(self, status: int) -> Page:
        """The page as it stands once the browser has gone wherever a hand-over page sends it."""
        page = Page(self.page.url, status, self._content())
        for _ in range(50):
            if page.meta_refresh is None or page.meta_refresh == page.url:
                return page
            self.page.wait_for_timeout(100)
            page = Page(self.page.url, 200, self._content())
        return page

    def _content(self) -> str:
        """The document; a browser that is just leaving for the next page has none to give for a moment."""
        for _ in range(50):
            try:
                return str(self.page.content())
            except self._unavailable:
                self.page.wait_for_timeout(100)
        raise RuntimeError(f"{self.page.url} does not stop navigating")
