"""Play a story against a running hub from outside and compare what is seen with what must be seen."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any

from hub.stories import api, book
from hub.stories.composites import COMPOSITES
from hub.stories.driver import Driver
from hub.stories.logins import complete_step_up, sign_in
from hub.stories.page import Page
from hub.stories.samples import Upload, make_upload, read_upload
from hub.stories.story import Person, Step, Story
from hub.stories.surface import Surface

with open(Path(__file__).with_name("verbs.toml"), "rb") as _file:
    VERBS: dict[str, dict[str, Any]] = tomllib.load(_file)


class StoryFailed(AssertionError):
    """A step did not go as the story says; the message names the step, what was expected and what was seen."""


@dataclass
class Saved:
    """An object the story has given a name: its kind and number, and the page on which it was last seen."""

    kind: str
    no: str
    page: Page


Report = Callable[[Step, list[tuple[str, str, str]]], None]


@dataclass
class Stage:
    """A story being played."""

    story: Story
    surface: Surface
    new_driver: Callable[[], Driver]
    drivers: dict[str, Driver] = field(default_factory=dict)
    saved: dict[str, Saved] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def driver(self, person: Person) -> Driver:
        """The person's browser, signed in."""
        if person.alias not in self.drivers:
            self.drivers[person.alias] = self.new_driver()
            sign_in(self.drivers[person.alias], person)
        return self.drivers[person.alias]

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


def play(
    story: Story, surface: Surface, new_driver: Callable[[], Driver], report: Report | None = None
) -> dict[str, Saved]:
    """Play all steps, then the checks named in ``always``; returns what the story saved.

    Raises:
        StoryFailed: the first step that went otherwise.
    """
    stage = Stage(story, surface, new_driver)
    if not story.continues:
        surface.reset(story.data)
    if story.clock is not None:
        surface.set_clock(story.clock)
    try:
        for step in story.steps:
            try:
                seen = _play_step(stage, step)
            except StoryFailed as failure:
                raise StoryFailed(f"{story.name}, {step.where} ({step.do or step.at}): {failure}") from failure
            if report is not None:
                report(step, seen)
        violations = surface.violations() if "ledger" in story.always else []
        if violations:
            raise StoryFailed(f"{story.name}: the ledger is not clean at the end: {violations}")
    finally:
        for driver in stage.drivers.values():
            driver.close()
    return stage.saved


def _play_step(stage: Stage, step: Step) -> list[tuple[str, str, str]]:
    if step.at is not None:
        stage.surface.set_clock(step.at)
        stage.surface.drain()
        return []
    assert step.do is not None and step.person is not None
    person = stage.story.people[step.person]
    verb = VERBS.get(step.do)
    if verb is None:
        raise StoryFailed(f"a story cannot do {step.do!r}; docs/stories.md lists what it can")
    page = _act(stage, person, step, verb)
    _check_refusal(step, page)
    if step.save is not None:
        _save(stage, step, page)
    stage.surface.drain()
    if step.refused is None and step.see:
        page = stage.driver(person).open(page.url)
        if step.save is not None:
            _save(stage, step, page)
    seen = [_compare(page, name, wanted) for name, wanted in step.see.items()]
    for alias, event in step.told.items():
        _check_told(stage, stage.story.people[alias], event)
    return seen


def _act(stage: Stage, person: Person, step: Step, verb: dict[str, Any]) -> Page:
    values = {name: _value(stage, name, value) for name, value in step.values.items()}
    on = stage.resolve(step.on) if step.on else None
    answer = api.act(stage.driver(person), str(step.do), on, with_uploads(stage, values), side_of(person))
    if answer is not None:
        return answer
    composite = verb.get("composite")
    if composite and not (step.on and composite in ("application", "redemption")):
        return COMPOSITES[composite](stage, person, values)
    return submit_verb(stage, person, str(step.do), values, on=on)


def side_of(person: Person) -> str:
    """Whether the person acts for an institution of the demo book or for an enterprise."""
    return "institution" if person.account.upper().startswith("I") and person.account[1:].isdigit() else "enterprise"


def with_uploads(stage: Stage, values: dict[str, Any]) -> dict[str, Any]:
    """The values with files, invoices and receipts in place of their aliases."""
    filled = dict(values)
    if "invoices" in filled:
        entries = [stage.story.invoices[i] if isinstance(i, str) else i for i in filled["invoices"]]
        filled["invoices"] = [_part(stage, entry) for entry in entries]
    if "receipts" in filled:
        filled["receipts"] = [_part(stage, entry) for entry in filled["receipts"]]
    if "files" in filled:
        filled["files"] = {
            slot: [stage.upload(name) for name in (names if isinstance(names, list) else [names])]
            for slot, names in filled["files"].items()
        }
    return filled


def _part(stage: Stage, entry: dict[str, Any]) -> dict[str, Any]:
    return {n: stage.upload(v) if n == "file" else stage.resolve(v) for n, v in entry.items()}


def submit_verb(
    stage: Stage, person: Person, do: str, values: dict[str, Any], *, on: str | None = None, page: Page | None = None
) -> Page:
    """Open the verb's page (unless already there) and send its form."""
    verb = VERBS[do]
    if page is None:
        page = _open_verb_page(stage, person, verb, values, on)
    if verb.get("looks"):
        return page
    form = page.form(do)
    if form is None:
        raise StoryFailed(f"{page.url} (status {page.status}) offers no {do}: {page.refusals or page.words[:300]}")
    in_path = {name for _, name, _, _ in Formatter().parse(verb["page"]) if name} | set(verb.get("drop", ()))
    fields = {name: value for name, value in values.items() if name not in in_path or name in form.names}
    files = {name: value for name, value in fields.items() if isinstance(value, Upload)}
    unknown = set(fields) - form.names
    if unknown:
        raise StoryFailed(
            f"the form {do} has no field {', '.join(sorted(unknown))}; it has {', '.join(sorted(form.names))}"
        )
    texts = {name: value for name, value in fields.items() if name not in files}
    return stage.driver(person).submit(page, form, texts, files)


def _open_verb_page(stage: Stage, person: Person, verb: dict[str, Any], values: dict[str, Any], on: str | None) -> Page:
    side = side_of(person)
    if verb.get("queue") and person.account.startswith("expert"):
        queue = stage.open(person, verb["queue"])
        for link in queue.tree.xpath("//main//a[@href]"):
            holder = link.getparent()
            row = holder if holder.tag not in ("td", "th") else holder.getparent()
            if on and on in row.text_content():
                return stage.open(person, link.get("href"))
        raise StoryFailed(f"{person.account} finds nothing about {on} in {verb['queue']}: {queue.words[:300]}")
    return stage.open(person, verb["page"].format(on=on, side=side, **values))


def _value(stage: Stage, name: str, value: Any) -> Any:
    if name == "voucher" and isinstance(value, str) and value.startswith("$"):
        return stage.voucher_no(value)
    if name == "file" and isinstance(value, str):
        return stage.upload(value)
    return stage.resolve(value)


def _check_refusal(step: Step, page: Page) -> None:
    codes = [code for code, _ in page.refusals]
    if step.refused is None:
        if codes or page.status >= 400:
            raise StoryFailed(f"refused with status {page.status}: {page.refusals or page.words[:300]}")
    elif step.refused not in codes:
        raise StoryFailed(
            f"should be refused with {step.refused}, but status {page.status} says {codes or page.words[:300]}"
        )
    told = " ".join(sentence for _, sentence in page.refusals)
    for word in step.says:
        if word not in (told if step.refused else page.words):
            raise StoryFailed(f"does not say {word!r}: {told or page.words[:300]}")
    for word in step.never_says:
        if word in told:
            raise StoryFailed(f"must never say {word!r}: {told}")


def _save(stage: Stage, step: Step, page: Page) -> None:
    seen = page.main_object
    if seen is None:
        raise StoryFailed(f"{page.url} shows no object to save as {step.save}: {page.words[:300]}")
    assert step.save is not None
    stage.saved[step.save] = Saved(seen.kind, seen.no, page)


def _compare(page: Page, name: str, wanted: Any) -> tuple[str, str, str]:
    seen = look(page, name)
    allowed = {str(wanted)}
    unit = book.organization(str(wanted))
    if unit is not None:
        allowed |= {unit["name"], unit["uscc"]}
    if seen not in allowed:
        raise StoryFailed(f"{name} should be {wanted!r} and is {seen!r} on {page.url}: {page.words[:400]}")
    return name, str(wanted), str(seen)


def look(page: Page, name: str) -> str | None:
    """The state, label or figure that ``see`` names: "state", "reserved", "order.state", "voucher.available"."""
    kind, _, figure = name.rpartition(".")
    seen = page.object_of(kind or None)
    if seen is None:
        return None
    return seen.attribute(figure) if figure in ("state", "label", "no") else seen.figure(figure)


def _check_told(stage: Stage, person: Person, event: str) -> None:
    if not stage.surface.was_told(person.account.lower(), event):
        raise StoryFailed(f"{person.alias} was not told {event}")
