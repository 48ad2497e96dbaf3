"""Compare what a story must see with what is there: figures, refusals, what the region shows, who was told."""

from collections.abc import Iterable
from typing import Any

from hub.stories import book
from hub.stories.page import Page
from hub.stories.story import Step, StoryFailed, Told
from hub.stories.surface import Surface

Sight = tuple[str, str, str]
KIND_OF_EVENT = {"settlement": "batch", "policy": "amendment", "review": "redemption", "voucher": "voucher"}
# What a unit or a person asks an office for; the request is what those messages are about.
KIND_OF_EVENT |= {"holder.rename_requested": "request", "holder.renamed": "request"}


def look(page: Page, name: str) -> str | None:
    """The state, label or figure that ``see`` names: "state", "reserved", "order.state", "voucher.available"."""
    kind, _, figure = name.rpartition(".")
    seen = page.object_of(kind or None)
    if seen is None:
        return None
    return seen.attribute(figure) if figure in ("state", "label", "no") else seen.figure(figure)


def compare(page: Page, name: str, wanted: Any) -> Sight:
    """What the page shows as ``name``; a unit may be called by its key in the demo book.

    Raises:
        StoryFailed: it shows something else.
    """
    seen = look(page, name)
    allowed = {str(wanted)}
    unit = book.organization(str(wanted))
    if unit is not None:
        allowed |= {unit["name"], unit["uscc"]}
    if seen not in allowed:
        raise StoryFailed(f"{name} should be {wanted!r} and is {seen!r} on {page.url}: {page.words[:400]}")
    return name, str(wanted), str(seen)


def compare_at_region(region: str, seen: dict[str, str], name: str, wanted: Any) -> Sight:
    """What the region's platform shows of a voucher.

    Raises:
        StoryFailed: it shows something else.
    """
    if seen.get(name) != str(wanted):
        raise StoryFailed(f"at {region}, {name} should be {wanted!r} and is {seen.get(name)!r}: {seen}")
    return f"{region}: {name}", str(wanted), seen[name]


def check_refusal(step: Step, page: Page) -> None:
    """The act was refused, or was not, and the words are there, or are not, as the step says.

    Raises:
        StoryFailed: it went otherwise.
    """
    codes = [code for code, _ in page.refusals]
    if step.refused is None:
        if codes or page.status >= 400:
            raise StoryFailed(f"refused with status {page.status}: {page.refusals or page.words[:300]}")
    elif step.refused not in codes:
        raise StoryFailed(
            f"should be refused with {step.refused}, but status {page.status} says {codes or page.words[:300]}"
        )
    said = [sentence for _, sentence in page.refusals] + page.field_errors
    words = " ".join(said) if step.refused else page.words
    for word in step.says:
        if word not in words:
            raise StoryFailed(f"does not say {word!r}: {words[:400]}")
    for word in step.never_says:
        if word in words:
            raise StoryFailed(f"must never say {word!r}: {words[:400]}")


def aliases_in(values: Any) -> list[str]:
    """Every ``$alias`` among the values of a step."""
    if isinstance(values, dict):
        return [alias for value in values.values() for alias in aliases_in(value)]
    if isinstance(values, list):
        return [alias for value in values for alias in aliases_in(value)]
    return [values] if isinstance(values, str) and values.startswith("$") else []


def numbers_of(event: str, named: Iterable[tuple[str, str]], page: Page) -> list[str]:
    """Numbers of the objects an event is about: those of its kind that the step names, else the one on the page."""
    prefix = event.partition(".")[0]
    kind = KIND_OF_EVENT.get(event) or KIND_OF_EVENT.get(prefix, prefix)
    numbers = [no for found, no in named if found == kind]
    if numbers:
        return numbers
    seen = page.object_of(kind)
    return [seen.no] if seen is not None else []


def check_told(surface: Surface, account: str, told: Told, numbers: list[str]) -> None:
    """The person has as many messages about this event for each of these objects as the story says: one, if not said.

    Raises:
        StoryFailed: there are more or fewer, or nothing says what the event is about.
    """
    if not numbers:
        raise StoryFailed(f"nothing here is what {told.event} is about; say it with `about`")
    about = surface.told_about(account, told.event)
    for no in numbers:
        if about.count(no) != told.times:
            raise StoryFailed(
                f"{told.alias} should have {told.times} message about {told.event} of {no}, and has {about.count(no)};"
                f" messages of that event are about {about}"
            )
