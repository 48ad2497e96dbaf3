"""Acts of somebody who is not signed in yet: registering a unit, and looking at what the new account shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from hub.stories.page import Form, Page
from hub.stories.samples import Upload
from hub.stories.story import Person, StoryFailed

if TYPE_CHECKING:
    from hub.stories.stage import Stage

NOT_SHOWN_AGAIN = frozenset({"password", "password_again", "licence", "code", "agreed"})


def register(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Fill in the form, ask for the code, type it, send; a refusal must keep everything that was typed."""
    files = {"licence": stage.upload(values["licence"])} if "licence" in values else {}
    typed = {name: value for name, value in values.items() if name != "licence"}
    typed |= {"password_again": values["password"], "agreed": "true"}
    page = _send(stage, person, stage.open(person, "/register"), typed, files, path="/register/code")
    if page.refusals:
        return _kept(page, typed)
    return _kept(_send(stage, person, page, {**typed, "code": stage.surface.newest_code()}, {}), typed)


def _send(
    stage: "Stage", person: Person, page: Page, typed: dict[str, Any], files: dict[str, Upload], path: str = ""
) -> Page:
    form = page.form("account.register")
    if form is None:
        raise StoryFailed(f"{page.url} offers no registration: {page.words[:300]}")
    if path:
        form.action = urljoin(page.url, path)
    return stage.driver(person).submit(page, form, typed, files)


def _kept(page: Page, typed: dict[str, Any]) -> Page:
    form: Form | None = page.form("account.register")
    if page.refusals and form is not None:
        lost = [name for name, value in typed.items() if name not in NOT_SHOWN_AGAIN and form.value(name) != value]
        if lost:
            raise StoryFailed(f"the refusal forgot what was typed: {', '.join(lost)}")
    return page


REGISTERING: dict[str, Callable[["Stage", Person, dict[str, Any]], Page]] = {"register": register}
