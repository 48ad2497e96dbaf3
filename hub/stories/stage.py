"""A story being played: who is signed in where, what has been given a name, which files were made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hub.stories.driver import Driver
from hub.stories.logins import complete_step_up, sign_in
from hub.stories.page import Page
from hub.stories.portal import Portal
from hub.stories.portals import WAY, PortalDriver
from hub.stories.samples import Upload, make_upload, read_upload
from hub.stories.story import Person, Story, StoryFailed
from hub.stories.surface import Surface


@dataclass
class Saved:
    """An object the story has given a name: its kind and number, and the page on which it was last seen."""

    kind: str
    no: str
    page: Page


@dataclass
class Stage:
    """A story being played."""

    story: Story
    surface: Surface
    new_driver: Callable[[], Driver]
    drivers: dict[str, Driver] = field(default_factory=dict)
    arrived: dict[str, Page] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    @cached_property
    def portal(self) -> Portal:
        """The portal of this story, listening; made when the story first needs it."""
        portal = Portal(self.surface.base_url)
        portal.start()
        return portal

    def close(self) -> None:
        """End every browser, and the portal if there was one."""
        for driver in self.drivers.values():
            driver.close()
        if "portal" in self.__dict__:
            self.portal.stop()

    def driver(self, person: Person) -> Driver:
        """The person's browser, signed in; whoever comes through a portal signs in there, by an act of the story."""
        if person.alias not in self.drivers:
            self.drivers[person.alias] = self._open_browser(person)
            self.arrived[person.alias] = sign_in(self.drivers[person.alias], person)
        return self.drivers[person.alias]

    def _open_browser(self, person: Person) -> Driver:
        if not person.login.startswith(WAY):
            return self.new_driver()
        driver = PortalDriver(self.surface.base_url)
        driver.portal = self.portal
        return driver

    def open(self, person: Person, path: str) -> Page:
        """Go to a page as this person, typing the texted code when the hub asks for it."""
        driver = self.driver(person)
        page = driver.open(path)
        if page.form("account.step_up") is not None or page.form("account.request_code") is not None:
            complete_step_up(driver, page, self.surface.newest_code)
            page = driver.open(path)
        return page

    def resolve(self, value: Any) -> Any:
        """Put numbers in place of ``$alias``."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.saved_as(value).no
        return value

    def saved_as(self, name: str) -> Saved:
        """What ``$name`` stands for."""
        try:
            return self.saved[name.removeprefix("$")]
        except KeyError as error:
            raise StoryFailed(f"nothing was saved as {name}") from error

    def voucher_no(self, name: str) -> str:
        """The voucher ``$name``: itself, or the one shown on the saved object's page."""
        saved = self.saved_as(name)
        if saved.kind == "voucher":
            return saved.no
        seen = saved.page.object_of("voucher")
        if seen is None:
            raise StoryFailed(f"{name} is a {saved.kind} and its page shows no voucher")
        return seen.no

    def upload(self, name: str) -> Upload:
        """The file that the story calls ``name``; the same bytes each time."""
        if name not in self.uploads:
            entry = self.story.files.get(name)
            if entry is None:
                raise StoryFailed(f"the story has no file {name!r}")
            if "path" in entry:
                self.uploads[name] = read_upload(self.story.path.parent / entry["path"])
            else:
                mark = f"{self.story.name}/{name}/{self.surface.run}"
                self.uploads[name] = make_upload(name, entry["kind"], int(entry["bytes"]), mark)
        return self.uploads[name]
