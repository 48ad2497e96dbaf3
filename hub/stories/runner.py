"""Play a story against a running hub from outside and compare what is seen with what must be seen."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

from hub.stories import api
from hub.stories.composites import COMPOSITES
from hub.stories.driver import Driver
from hub.stories.page import Page
from hub.stories.samples import Upload
from hub.stories.seeing import Sight, aliases_in, check_refusal, check_told, compare, compare_at_region, numbers_of
from hub.stories.stage import Saved, Stage
from hub.stories.story import Person, Step, Story, StoryFailed, Told
from hub.stories.surface import Surface

with open(Path(__file__).with_name("verbs.toml"), "rb") as _file:
    VERBS: dict[str, dict[str, Any]] = tomllib.load(_file)

Report = Callable[[Step, list[Sight]], None]


def play(
    story: Story,
    surface: Surface,
    new_driver: Callable[[], Driver],
    report: Report | None = None,
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
                raise StoryFailed(
                    f"{story.name}, {step.where} ({step.do or step.at or step.region}): {failure}"
                ) from failure
            if report is not None:
                report(step, seen)
        violations = surface.violations(story.always)
        if violations:
            raise StoryFailed(f"{story.name}: something is wrong at the end: {'; '.join(violations)}")
    finally:
        stage.close()
    return stage.saved


def _play_step(stage: Stage, step: Step) -> list[Sight]:
    if step.at is not None:
        stage.surface.set_clock(step.at)
        stage.surface.drain()
        return []
    if step.region is not None:
        return _turn_to_region(stage, step, step.region)
    assert step.do is not None and step.person is not None
    person = stage.story.people[step.person]
    verb = VERBS.get(step.do)
    if verb is None:
        raise StoryFailed(f"a story cannot do {step.do!r}; docs/stories.md lists what it can")
    page = _act(stage, person, step, verb)
    check_refusal(step, page)
    if step.save is not None:
        _save(stage, step, page)
    stage.surface.drain()
    if step.refused is None and step.see:
        page = stage.driver(person).open(page.url)
        if step.save is not None:
            _save(stage, step, page)
    seen = [compare(page, name, wanted) for name, wanted in step.see.items()]
    for told in step.told:
        account = stage.story.people[told.alias].account.lower()
        check_told(stage.surface, account, told, _about(stage, step, told, page))
    return seen


def _about(stage: Stage, step: Step, told: Told, page: Page) -> list[str]:
    """Numbers of the objects that the message must be about: the one named, or those of the event's kind."""
    if told.about is not None:
        return [stage.saved_as(told.about).no]
    names = ([step.on] if step.on else []) + aliases_in(step.values)
    saved = [stage.saved_as(name) for name in names]
    return numbers_of(told.event, [(one.kind, one.no) for one in saved], page)


def _turn_to_region(stage: Stage, step: Step, region: str) -> list[Sight]:
    if step.fault is not None:
        stage.surface.set_fault(region, step.fault, step.times)
        return []
    stage.surface.drain()
    seen = stage.surface.voucher_at_region(region, stage.voucher_no(str(step.on)))
    return [compare_at_region(region, seen, name, wanted) for name, wanted in step.see.items()]


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
    if "contracts" in filled:
        filled["contracts"] = [_part(stage, entry) for entry in filled["contracts"]]
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


def _save(stage: Stage, step: Step, page: Page) -> None:
    seen = page.main_object
    if seen is None:
        raise StoryFailed(f"{page.url} shows no object to save as {step.save}: {page.words[:300]}")
    assert step.save is not None
    stage.saved[step.save] = Saved(seen.kind, seen.no, page)
