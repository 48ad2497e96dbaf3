"""How well the cases pin the policies: change any leaf of a document, and a case, a check or the reader must object."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hub.policy import cases
from hub.policy.book import Native, bind, normalize, read_book, read_sources
from tests.policy.test_reading import BY_NAME, as_toml, leaves, other, put, read

FOLDER = cases.REGIONS
NATIVES = read_book(FOLDER).natives
SOURCES = read_sources(FOLDER)
REGIONS = sorted(path.parent.name for path in FOLDER.glob("*/cases.toml"))
CASES = [case for region in REGIONS for case in cases.list_cases(region)]
WORDS_FOR_PEOPLE = {"说明", "note", "title", "platform"}
WANTED = 0.95


def variants(value: Any) -> Iterator[Any]:
    """The leaf with something else in it; of a list, each entry left out in turn."""
    if isinstance(value, list):
        yield from (value[:n] + value[n + 1 :] for n in range(len(value)))
    else:
        yield other(value)


def mutants(name: str, path: Path) -> Iterator[tuple[str, Native]]:
    """Every changed document."""
    document = read(name)
    for leaf, value in leaves(document):
        if leaf[-1] not in WORDS_FOR_PEOPLE:
            for changed in variants(value):
                content = "\n".join(as_toml(put(document, leaf, changed))).encode()
                yield f"{name}: {'/'.join(leaf)}", normalize(content, region="x", path=path, excused={})


def is_caught(mutant: Native, original: Native) -> bool:
    """Whether anything objects to the changed document."""
    assert original.draft is not None
    if mutant.draft is None or mutant.loss.errors:
        return True
    family = [native for native in NATIVES if native.draft and native.draft.programme == original.draft.programme]
    area = None if original.draft.level == "federation" else original.draft.area
    if area:
        family = [native for native in family if native.draft and native.draft.area in (area, "delta")]
    book = bind([mutant if native is original else native for native in family], SOURCES)
    if any(proposal.faults for versions in book.policies.values() for proposal in versions):
        return True
    asked = [case for case in CASES if case["programme"] == original.draft.programme and area in (None, case["area"])]
    return any(_fails(case, book) for case in asked)


def _fails(case: dict[str, Any], book: Any) -> bool:
    try:
        return bool(cases.try_case(case, book))
    except Exception:
        return True


def test_nineteen_of_twenty_changes_of_a_policy_document_are_caught() -> None:
    survivors, total = [], 0
    for name, path in BY_NAME.items():
        original = next(native for native in NATIVES if native.path == path)
        for label, mutant in mutants(name, path):
            total += 1
            if not is_caught(mutant, original):
                survivors.append(label)
    assert len(survivors) <= total * (1 - WANTED), survivors
