"""Acts about ways in: where a login at a region ended, the old password, a texted code, signing in anew."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hub.stories import book
from hub.stories.page import Page
from hub.stories.story import Person, StoryFailed

if TYPE_CHECKING:
    from hub.stories.stage import Stage

Act = Callable[["Stage", Person, dict[str, Any]], Page]


def arrive(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """The page on which the person's login ended."""
    del values
    stage.driver(person)
    return stage.arrived[person.alias]


def sign_in_anew(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Type the demo book's username and password of a hub account in another browser."""
    del values
    driver = stage.new_driver()
    try:
        entry, page = book.account(person.account), driver.open("/login/hub")
        form = page.form("account.login")
        if form is None:
            raise StoryFailed(f"{page.url} has no sign-in form: {page.words[:200]}")
        return driver.submit(page, form, {"username": entry["username"], "password": entry["password"]}, {})
    finally:
        driver.close()


def prove_old(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Give the old account's username and password: the demo book's where the story says no other."""
    from hub.stories.runner import submit_verb

    entry = book.account(person.account)
    typed = {"username": entry["username"], "password": entry["password"], **values}
    return submit_verb(stage, person, "account.prove_old", typed)


def bind(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Give the newest code that was texted to anybody, or with ``code = "wrong"`` another one."""
    from hub.stories.runner import submit_verb

    code = stage.surface.newest_code()
    if values.get("code") == "wrong":
        code = "000000" if code != "000000" else "000001"
    page = stage.open(person, f"/login/link/{values['ticket']}?sent=1")
    return submit_verb(stage, person, "account.bind", {"code": code}, page=page)


def ask_other_code(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Have a code sent for something else: confirming an action in the own session."""
    from hub.stories.runner import submit_verb

    del values
    page = stage.driver(person).open("/login/step-up?fresh=1")
    return submit_verb(stage, person, "account.request_code", {}, page=page)


LINKING: dict[str, Act] = {
    "arrive": arrive,
    "sign_in_anew": sign_in_anew,
    "prove_old": prove_old,
    "bind": bind,
    "other_code": ask_other_code,
}
