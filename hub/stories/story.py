"""Read a story file and the files it uses; the format is documented in docs/stories.md."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

STEP_KEYS = frozenset(
    (
        *("as", "do", "on", "with", "save", "see", "refused", "says", "never_says", "told"),
        *("at", "use", "note", "region", "fault", "times"),
    )
)
CHECKS = ("ledger", "audit", "messages")
STORY_KEYS = frozenset(
    ["story", "title", "clock", "data", "use", "always", "who", "files", "invoice", "steps", "continues", "regions"]
)


class StoryFailed(AssertionError):
    """A step did not go as the story says; the message names the step, what was expected and what was seen."""


class StoryInvalid(Exception):
    """The story file cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Person:
    """Somebody in the story: an account of the demo book, and the way in."""

    alias: str
    account: str
    login: str


@dataclass(frozen=True)
class Told:
    """Who must have been told of which event: about which object, and in how many messages."""

    alias: str
    event: str
    about: str | None = None
    times: int = 1


@dataclass(frozen=True)
class Step:
    """One act, one jump of the clock, or one turn to a region's simulated platform."""

    where: str
    at: datetime | None = None
    person: str | None = None
    do: str | None = None
    on: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    save: str | None = None
    see: dict[str, Any] = field(default_factory=dict)
    refused: str | None = None
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    note: str | None = None
    region: str | None = None
    fault: str | None = None
    times: int | None = None


@dataclass(frozen=True)
class Story:
    """A whole story: its people, its files and invoices, its steps with shared ones already put in."""

    name: str
    title: str
    clock: datetime | None
    data: str
    continues: bool
    always: tuple[str, ...]
    people: dict[str, Person]
    files: dict[str, dict[str, Any]]
    invoices: dict[str, dict[str, Any]]
    steps: tuple[Step, ...]
    path: Path


def load_story(path: Path) -> Story:
    """Read a story and everything it uses.

    Raises:
        StoryInvalid: an unknown key, an unknown person, a file that is missing or is not TOML.
    """
    table = _read(path)
    people: dict[str, Person] = {}
    files: dict[str, dict[str, Any]] = {}
    invoices: dict[str, dict[str, Any]] = {}
    steps: list[Step] = []
    _gather(table, path, people, files, invoices, steps)
    for step in steps:
        if step.person is not None and step.person not in people:
            raise StoryInvalid(f"{step.where}: nobody is called {step.person!r}; add it to `who`.")
    return Story(
        name=str(table.get("story", path.stem)),
        title=str(table.get("title", "")),
        clock=table.get("clock"),
        data=str(table.get("data", "sample")),
        continues=bool(table.get("continues", False)),
        always=_checks(table, path),
        people=people,
        files=files,
        invoices=invoices,
        steps=tuple(steps),
        path=path,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError as error:
        raise StoryInvalid(f"{path}: there is no such file.") from error
    except tomllib.TOMLDecodeError as error:
        raise StoryInvalid(f"{path}: {error}.") from error
    unknown = set(table) - STORY_KEYS
    if unknown:
        raise StoryInvalid(f"{path}: unknown key {', '.join(sorted(unknown))}.")
    return table


def _gather(
    table: dict[str, Any],
    path: Path,
    people: dict[str, Person],
    files: dict[str, dict[str, Any]],
    invoices: dict[str, dict[str, Any]],
    steps: list[Step],
) -> None:
    for alias, entry in table.get("who", {}).items():
        people[alias] = Person(alias, str(entry["account"]), str(entry.get("login", "hub")))
    files.update(table.get("files", {}))
    invoices.update(table.get("invoice", {}))
    for name in table.get("use", ()):
        _gather(_read(path.parent / name), path.parent / name, people, files, invoices, steps)
    for number, entry in enumerate(table.get("steps", ()), 1):
        where = f"{path.name} step {number}"
        if "use" in entry:
            _gather(_read(path.parent / entry["use"]), path.parent / entry["use"], people, files, invoices, steps)
        else:
            steps.append(_step(entry, where))


def _step(entry: dict[str, Any], where: str) -> Step:
    unknown = set(entry) - STEP_KEYS
    if unknown:
        raise StoryInvalid(f"{where}: unknown key {', '.join(sorted(unknown))}.")
    if sum(key in entry for key in ("at", "do", "region")) != 1:
        raise StoryInvalid(f"{where}: a step has either `at`, or `as` and `do`, or `region`.")
    if "region" in entry and ("fault" in entry) == ("on" in entry):
        raise StoryInvalid(f"{where}: at a region a step sets a `fault`, or says `on` which voucher to look.")
    if "do" in entry and "as" not in entry:
        raise StoryInvalid(f"{where}: who does it? Add `as`.")
    at = entry.get("at")
    if at is not None and (not isinstance(at, datetime) or at.tzinfo is None):
        raise StoryInvalid(f"{where}: `at` must be a date and time with its offset, such as 2021-03-04T10:00:00+08:00.")
    return Step(
        where=where,
        at=at,
        person=entry.get("as"),
        do=entry.get("do"),
        on=entry.get("on"),
        values=dict(entry.get("with", {})),
        save=entry.get("save"),
        see=dict(entry.get("see", {})),
        refused=entry.get("refused"),
        says=_words(entry.get("says", ())),
        never_says=_words(entry.get("never_says", ())),
        told=tuple(_told(alias, said) for alias, said in entry.get("told", {}).items()),
        note=entry.get("note"),
        region=entry.get("region"),
        fault=entry.get("fault"),
        times=entry.get("times"),
    )


def _told(alias: str, said: Any) -> Told:
    return Told(alias, said) if isinstance(said, str) else Told(alias, **said)


def _checks(table: dict[str, Any], path: Path) -> tuple[str, ...]:
    checks = tuple(table.get("always", CHECKS))
    if not checks or set(checks) - set(CHECKS):
        raise StoryInvalid(f"{path}: `always` names what to check at the end, of {', '.join(CHECKS)}.")
    return checks


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
