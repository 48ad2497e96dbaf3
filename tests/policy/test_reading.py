"""Reading native documents: nothing is dropped, nothing is rounded, and the word decides."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.reading import NativeRefused, Reader, Severity, exact_bytes, exact_fen, exact_ppm, load_native
from hub.policy.book import EXCUSES, Native, normalize, read_book
from hub.policy.cases import REGIONS
from schemas.plain import from_plain, to_plain
from schemas.policy import PolicyDraft

FILES = sorted([*REGIONS.glob("*/policy/*.toml"), *REGIONS.glob("*/areas/*/policy/*.toml")])
DOCUMENTS = [path for path in FILES if path.name != EXCUSES]
BY_NAME = {str(path.relative_to(REGIONS)): path for path in DOCUMENTS}
every_document = pytest.mark.parametrize("name", BY_NAME)
# 说明, note and at only tell people why and where; they are read, but no figure hangs on them.
EXPLAINING = ("/说明", "/note", "/at")


def as_toml(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """A document as TOML lines, leaf by leaf; enough for what the documents use."""
    for key, item in value.items():
        here = (*path, key)
        if isinstance(item, dict) and item:
            yield from as_toml(item, here)
        else:
            yield ".".join(f'"{part}"' for part in here) + " = " + _literal(item)


def _literal(item: Any) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, date | int):
        return str(item)
    if isinstance(item, dict) and item:
        return "{" + ", ".join(f'"{key}" = {_literal(one)}' for key, one in item.items()) + "}"
    if isinstance(item, list):
        return "[" + ", ".join(_literal(one) for one in item) + "]"
    return "{}" if isinstance(item, dict) else '"' + item + '"'


def again(document: dict[str, Any], excused: dict[str, str] | None = None) -> Native:
    """Normalize a document that was changed."""
    content = "\n".join(as_toml(document)).encode()
    return normalize(content, region="x", path=Path("x.toml"), excused=excused or {})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every leaf with its path."""
    for key, item in value.items():
        if isinstance(item, dict):
            yield from leaves(item, (*path, key))
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            for number, one in enumerate(item):
                yield from leaves(one, (*path, key, number))
        else:
            yield (*path, key), item


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any = None) -> dict[str, Any]:
    """A copy with one leaf changed, or taken out when no value is given."""
    copy = deepcopy(document)
    table = copy
    for key in path[:-1]:
        table = table[key] if isinstance(table, list) else table.setdefault(key, {})
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return copy


def other(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    if isinstance(value, list):
        return value[:-1]
    number = value.rstrip("%KMB万元亿")
    return value.replace(number, str(int(number) + 1), 1) if number.isdigit() else value + "x"


def read(name: str) -> dict[str, Any]:
    """A shipped document."""
    return tomllib.loads(BY_NAME[name].read_text("utf-8"))


def excuses(name: str) -> dict[str, str]:
    """What people have excused of it."""
    path = BY_NAME[name].parent / EXCUSES
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return found.get(BY_NAME[name].stem, {})


def at(path: tuple[Any, ...]) -> str:
    """A path as a person writes it."""
    return "/".join(str(key) for key in path)


@every_document
def test_every_leaf_of_a_shipped_document_is_understood(name: str) -> None:
    native = again(read(name), excuses(name))
    assert native.draft is not None
    assert [loss for loss in native.loss.entries if loss.severity is Severity.ERROR] == []


@every_document
def test_changing_any_leaf_changes_the_policy_or_is_refused(name: str) -> None:
    document, excused = read(name), excuses(name)
    before = again(document, excused).draft
    silent = []
    for path, value in leaves(document):
        native = again(put(document, path, other(value)), excused)
        if native.draft == before and not native.loss.errors and not at(path).endswith(EXPLAINING):
            silent.append(at(path))
    # The words say of what the rate is taken; their source is shown with the rate itself.
    assert set(silent) <= {"补贴基数/依据", "叠加/来源"}


@every_document
def test_a_leaf_that_is_taken_out_changes_the_policy_or_is_reported(name: str) -> None:
    document, excused = read(name), excuses(name)
    before = again(document, excused)
    for path, _ in leaves(document):
        native = again(put(document, path), excused)
        same = native.draft == before.draft and native.loss == before.loss
        assert not same or at(path).endswith((*EXPLAINING, "补贴基数/依据")), path


@every_document
def test_an_unknown_leaf_is_one_error_until_somebody_excuses_it(name: str) -> None:
    document, known = put(read(name), ("奖励上浮", "百分比"), 10), excuses(name)
    native = again(document, known)
    assert [loss.path for loss in native.loss.errors] == ["奖励上浮/百分比"]
    excused = again(document, {**known, "奖励上浮/百分比": "由财政另行发文"})
    assert excused.loss.errors == ()
    there = [loss.severity for loss in excused.loss.entries if loss.path == "奖励上浮/百分比"]
    assert there == [Severity.EXCUSED]


def test_an_excuse_for_what_is_no_longer_there_is_an_error() -> None:
    native = again(read("jiangsu/policy/2024.toml"), {"奖励上浮/百分比": "由财政另行发文"})
    assert [loss.reason for loss in native.loss.errors] == ["excused, but no longer in the document"]


@every_document
def test_what_is_written_to_the_store_reads_back_the_same(name: str) -> None:
    draft = again(read(name)).draft
    assert from_plain(PolicyDraft, to_plain(draft)) == draft


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("额度", "苏北五市", "设区市"), ["徐州", "苏州"]),
        (("申领条件", "企业类型"), ["科小", "独角兽"]),
        (("额度", "苏北五市", "比例"), "35"),
        (("额度", "苏北五市", "最高额度_万元"), "14.00000001"),
        (("附件", "合同", "口径"), "大约"),
        (("审核", "兑付", "抽签"), "是"),
        (("有效期", "规则"), "两年有效"),
    ],
)
def test_an_unknown_word_is_refused_and_not_guessed(path: tuple[str, ...], value: Any) -> None:
    native = again(put(read("jiangsu/policy/2024.toml"), path, value))
    assert native.loss.errors


def test_without_a_rate_the_document_is_refused() -> None:
    native = again(put(read("jiangsu/policy/2024.toml"), ("额度", "苏北五市", "比例")))
    assert native.draft is None
    assert "比例 is missing" in native.loss.errors[0].reason


def test_a_number_with_a_decimal_point_is_refused_by_the_loader() -> None:
    with pytest.raises(NativeRefused):
        load_native(b"x = 0.35")


@pytest.mark.parametrize(
    ("value", "unit", "fen"),
    [
        (14, "万元", 14_000_000),
        (4, "亿元", 40_000_000_000),
        ("300000", "元", 30_000_000),
        ("4549.50", "元", 454_950),
        ("0.000001", "万元", 1),
    ],
)
def test_units_are_exact(value: Any, unit: str, fen: int) -> None:
    assert exact_fen(value, unit) == fen


@pytest.mark.parametrize(
    ("value", "unit"), [("0.001", "元"), ("-1", "元"), ("1e3", "元"), (True, "元"), (1, "角"), ("１", "元"), ("", "元")]
)
def test_a_fraction_of_a_fen_or_a_strange_number_is_refused(value: Any, unit: str) -> None:
    with pytest.raises(NativeRefused):
        exact_fen(value, unit)


@settings(max_examples=50)
@given(st.integers(0, 10**11))
def test_the_same_amount_in_any_unit_is_the_same_fen(fen: int) -> None:
    yuan = f"{fen // 100}.{fen % 100:02d}"
    assert exact_fen(yuan, "元") == fen
    assert exact_fen(f"{fen // 1_000_000}.{fen % 1_000_000:06d}", "万元") == fen
    assert exact_fen(f"{fen // 10**10}.{fen % 10**10:010d}", "亿元") == fen


@pytest.mark.parametrize(
    ("text", "size"), [("50M", 52_428_800), ("5MB", 5_242_880), ("500KB", 512_000), ("1M", 1_048_576), ("7B", 7)]
)
def test_sizes_count_in_1024(text: str, size: int) -> None:
    assert exact_bytes(text) == size


@pytest.mark.parametrize("text", ["50", "50G", "5.5M", "M", 50])
def test_a_size_without_a_known_unit_is_refused(text: Any) -> None:
    with pytest.raises(NativeRefused):
        exact_bytes(text)


@pytest.mark.parametrize(("text", "ppm"), [("35%", 350_000), ("12.5%", 125_000), ("0.0001%", 1), ("100%", 1_000_000)])
def test_percentages_become_parts_per_million(text: str, ppm: int) -> None:
    assert exact_ppm(text) == ppm


@pytest.mark.parametrize("text", ["35", "0.00001%", "-5%", 35, "三成"])
def test_what_is_no_exact_percentage_is_refused(text: Any) -> None:
    with pytest.raises(NativeRefused):
        exact_ppm(text)


@pytest.mark.parametrize(("word", "size_op"), [("小于", "lt"), ("不超过", "le"), ("最大", "le"), ("以内", "le")])
def test_the_word_decides_whether_the_limit_itself_is_allowed(word: str, size_op: str) -> None:
    assert Reader({"上限": "1M", "口径": word}).size("上限", "口径") == (1_048_576, size_op)


def test_every_citation_of_a_published_policy_carries_its_quotation() -> None:
    book = read_book(REGIONS)
    assert all(not proposal.faults for versions in book.policies.values() for proposal in versions)
