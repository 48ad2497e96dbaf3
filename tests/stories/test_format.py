"""The story format: what it refuses, and that its documentation names every verb."""

from pathlib import Path

import pytest

from hub.stories import load_story
from hub.stories.page import Page
from hub.stories.runner import VERBS
from hub.stories.samples import make_upload
from hub.stories.seeing import check_told, look, numbers_of
from hub.stories.story import StoryFailed, StoryInvalid, Told
from hub.stories.surface import Surface

DOCS = Path(__file__).resolve().parents[2] / "docs" / "stories.md"

PAGE = """<main><article data-object="order" data-no="A1" data-state="PLACED" data-label="待接单">
<span data-figure="reserved" data-value="3000.00">3,000.00</span>
<section data-object="voucher" data-no="V9" data-state="ACTIVE">
<span data-figure="reserved" data-value="1.00">1</span></section>
</article><p role="alert" data-error="order.x">No, because.</p></main>"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tempo = 1", "unknown key"),
        ('steps = [ { as = "a", do = "order.place" } ]', "nobody is called"),
        ('steps = [ { do = "order.place" } ]', "who does it"),
        ("steps = [ { at = 2021-03-04T10:00:00 } ]", "with its offset"),
        ('steps = [ { as = "a", speed = 1, do = "x" } ]', "unknown key speed"),
        ('steps = [ { region = "x" } ]', "sets a `fault`"),
        ('steps = [ { region = "x", at = 2021-03-04T10:00:00+08:00 } ]', "either `at`"),
        ("steps = [", "story.toml"),
    ],
)
def test_a_story_that_cannot_be_read_says_where_and_why(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "story.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoryInvalid, match=says):
        load_story(file)


def test_every_verb_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [verb for verb, row in VERBS.items() if f"| `{verb}` | `{row['page']}` |" not in text] == []


def test_figures_belong_to_the_nearest_object() -> None:
    page = Page("http://127.0.0.1/", 200, PAGE)
    assert look(page, "state") == "PLACED"
    assert look(page, "label") == "待接单"
    assert look(page, "reserved") == "3000.00"
    assert look(page, "voucher.reserved") == "1.00"
    assert look(page, "voucher.missing") is None
    assert page.refusals == [("order.x", "No, because.")]


@pytest.mark.parametrize("kind", ["pdf", "png", "jpg", "zip", "docx"])
def test_uploads_have_exactly_the_bytes_asked_for_and_differ(kind: str) -> None:
    one, other = (make_upload("f", kind, 512_000, mark) for mark in ("a", "b"))
    assert len(one.data) == len(other.data) == 512_000
    assert one.data != other.data


class ThreeMessages(Surface):
    """A surface that knows of two messages about A1 and one about B2."""

    def __init__(self) -> None:
        """No hub is asked."""

    def told_about(self, username: str, event: str) -> list[str]:
        """Always the same three."""
        del username, event
        return ["A1", "B2", "A1"]


@pytest.mark.parametrize(
    ("numbers", "times", "fits"),
    [
        (["B2"], 1, True),
        (["A1"], 1, False),
        (["A1"], 2, True),
        (["C3"], 1, False),
        (["B2", "A1"], 1, False),
        ([], 1, False),
    ],
)
def test_told_means_so_many_messages_about_that_very_object(numbers: list[str], times: int, fits: bool) -> None:
    told = Told("buyer", "order.accepted", times=times)
    if fits:
        check_told(ThreeMessages(), "e10", told, numbers)
    else:
        with pytest.raises(StoryFailed):
            check_told(ThreeMessages(), "e10", told, numbers)


def test_a_message_is_about_the_object_of_its_events_kind() -> None:
    page = Page("http://127.0.0.1/", 200, PAGE)
    assert numbers_of("order.accepted", [], page) == ["A1"]
    assert numbers_of("redemption.on_notice", [("redemption", "R1"), ("redemption", "R2")], page) == ["R1", "R2"]
    assert numbers_of("settlement.signed", [("batch", "B1")], page) == ["B1"]
    assert numbers_of("redemption.paid", [("order", "A1")], page) == []
