"""Bigrams in, bigrams out: what is indexed is found by every part of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.catalog.words import index_words, search_expression

HAN = st.text(alphabet="电子检测汽车芯片可靠性风洞生物相容", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("电子检测", ["子检", "检测", "测", "电子"]),
        ("风洞 N3", ["n3", "洞", "风洞"]),
        ("ＧＣ-2010", ["2010", "gc"]),
        ("车", ["车"]),
        ("", []),
    ],
)
def test_a_text_becomes_bigrams_its_last_character_and_latin_words(text: str, words: list[str]) -> None:
    assert index_words(text) == sorted(words)


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("电子", "'电子'"),
        ("电", "'电':*"),
        ("v0", "'v0':*"),
        ("'; DROP TABLE service; --", "'drop':* & 'table':* & 'service':*"),
        ("！？", None),
    ],
)
def test_what_is_typed_becomes_a_harmless_expression(typed: str, expression: str | None) -> None:
    assert search_expression(typed) == expression


@settings(max_examples=50)
@given(HAN)
def test_every_part_of_an_indexed_text_is_covered_by_its_words(text: str) -> None:
    words = index_words(text)
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            wanted = (search_expression(text[start:end]) or "").replace("'", "").split(" & ")
            assert set(wanted) <= set(words)
        assert any(word.startswith(text[start]) for word in words)
