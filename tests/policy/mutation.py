"""How well the cases pin the policies: change any leaf of a document, and a case, a check or the reader must object."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hub.policy import cases
from hub.policy.book import Native, bind, normalize, read_book, read_sources
from schemas.policy import PolicyDraft
from tests.policy.test_reading import BY_NAME, as_toml, at, excuses, leaves, other, put, read

FOLDER = cases.REGIONS
NATIVES = read_book(FOLDER).natives
SOURCES = read_sources(FOLDER)
REGIONS = sorted(path.parent.name for path in FOLDER.glob("*/cases.toml"))
CASES = [case for region in REGIONS for case in cases.list_cases(region)]
WORDS_FOR_PEOPLE = {"说明", "note", "title", "platform", "平台", "at"}
STRICTNESS = {"小于": "不超过", "不超过": "小于", "最大": "小于", "不高于": "低于", "最少": "最多", "以内": "以上"}
WANTED = 0.95


def variants(value: Any) -> Iterator[Any]:
    """The leaf with something else in it; of a list, each entry left out in turn; of a sentence, each number raised."""
    if isinstance(value, list):
        yield from (value[:n] + value[n + 1 :] for n in range(len(value)))
        return
    found = [other(value)]
    if isinstance(value, str) and not value.startswith("rule-"):
        numbers = re.finditer(r"[0-9]+", value)
        found += [f"{value[: one.start()]}{int(one[0]) + 1}{value[one.end() :]}" for one in numbers]
        found += [value.replace(word, opposite, 1) for word, opposite in STRICTNESS.items() if word in value]
    yield from dict.fromkeys(found)


def mutants(name: str, path: Path) -> Iterator[tuple[str, Native]]:
    """Every changed document."""
    document, excused = read(name), excuses(name)
    for leaf, value in leaves(document):
        if leaf[-1] not in WORDS_FOR_PEOPLE:
            for changed in variants(value):
                content = "\n".join(as_toml(put(document, leaf, changed))).encode()
                label = f"{name}: {at(leaf)}: {value!r} → {changed!r}"
                yield label, normalize(content, region="x", path=path, excused=excused)


def is_caught(mutant: Native, original: Native) -> bool:
    """Whether anything objects to the changed document: the reader, a check, or a case."""
    assert original.draft is not None
    if mutant.draft is None or mutant.loss.errors:
        return True
    family = [native for native in NATIVES if _related(native.draft, original.draft)]
    book = bind([mutant if native is original else native for native in family], SOURCES)
    if any(proposal.faults for versions in book.policies.values() for proposal in versions):
        return True
    areas = {native.draft.area for native in family if native.draft}
    asked = [case for case in CASES if case["programme"] == original.draft.programme and case["area"] in areas]
    return any(_fails(case, book) for case in asked)


def _related(one: PolicyDraft | None, changed: PolicyDraft) -> bool:
    """Whether it is the changed policy, a parent of it, or built on it; its other parents come along."""
    mine = {changed.policy_id, *changed.parents}
    return one is not None and (one.policy_id in mine or changed.policy_id in one.parents)


def _fails(case: dict[str, Any], book: Any) -> bool:
    try:
        return bool(cases.try_case(case, book))
    except Exception:
        return True


def run(name: str) -> tuple[int, list[str]]:
    """How many changes of a document there are, and which of them nobody notices."""
    path = BY_NAME[name]
    original = next(native for native in NATIVES if native.path == path)
    total = 0
    survivors: list[str] = []
    for label, mutant in mutants(name, path):
        total += 1
        if not is_caught(mutant, original):
            survivors.append(label)
    return total, survivors


def main() -> int:
    """Change every value of every document, print what is noticed and what survives; 1 when too much survives."""
    total = 0
    survivors: list[str] = []
    for name in BY_NAME:
        tried, left = run(name)
        total, survivors = total + tried, survivors + left
        print(f"{name}: {tried - len(left)} of {tried} noticed", flush=True)
    caught = total - len(survivors)
    print(*(f"survives: {label}" for label in survivors), sep="\n")
    print(f"{caught} of {total} changes noticed ({caught / total:.1%}; at least {WANTED:.0%} are wanted)")
    return 0 if caught >= total * WANTED else 1


if __name__ == "__main__":
    raise SystemExit(main())
