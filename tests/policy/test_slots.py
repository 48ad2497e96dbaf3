"""Files and texts against what a policy asks: the limit itself, one more, one less."""

from dataclasses import replace

import pytest

from hub.policy.decision import MaterialSlot, TextSlot
from hub.policy.slots import fits_slot, fits_text

SLOT = MaterialSlot(
    code="x", label_zh="附件", label_en="file", required=True, per="order", count_min=1, count_max=1, types=("pdf",),
    max_bytes=1_048_576, size_op="le",
)  # fmt: skip


@pytest.mark.parametrize(
    ("size_op", "size_bytes", "fits"),
    [
        ("le", 1_048_575, True),
        ("le", 1_048_576, True),
        ("le", 1_048_577, False),
        ("lt", 1_048_575, True),
        ("lt", 1_048_576, False),
        ("lt", 1_048_577, False),
    ],
)
def test_less_than_excludes_the_limit_and_at_most_includes_it(size_op: str, size_bytes: int, fits: bool) -> None:
    slot = replace(SLOT, size_op=size_op)  # type: ignore[arg-type]
    assert fits_slot(slot, kind="pdf", size_bytes=size_bytes) is fits
    assert not fits_slot(slot, kind="exe", size_bytes=1)


@pytest.mark.parametrize(
    ("required", "text", "fits"),
    [
        (True, "字" * 200, True),
        (True, "字" * 201, False),
        (True, "  ", False),
        (False, "", True),
        (False, "𠮷" * 200, True),
    ],
)
def test_texts_are_counted_in_characters(required: bool, text: str, fits: bool) -> None:
    assert fits_text(TextSlot("effect", "服务成效体现", required, 200), text=text) is fits
