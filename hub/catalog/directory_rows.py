"""A file about a directory of laboratories, row by row: what is good of it, and what is wrong where; pure."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from stdnum.cn import uscc as gb32100

from hub.catalog.directory_errors import DirectoryFileTooLarge, DirectoryFileUnreadable

HEADER = ["编号", "省市", "实验室名称", "法人单位", "统一社会信用代码", "类别", "领域", "批次", "收录日期", "退出日期"]
OPTIONAL = frozenset({"领域"})
MAX_ROWS = 20_000
MAX_BYTES = 4 * 1_048_576
LONGEST = 200


@dataclass(frozen=True)
class Row:
    """A laboratory as the file has it."""

    no: str
    division: str
    name: str
    owner_name: str
    owner_uscc: str | None
    kind: str
    subject_field: str
    round: int
    listed_on: date
    left_on: date | None

    def plain(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Row":
        """What ``plain`` wrote."""
        values = {one.name: plain[one.name] for one in fields(cls)}
        left = values["left_on"]
        values |= {"listed_on": date.fromisoformat(values["listed_on"])}
        return cls(**values | {"left_on": date.fromisoformat(left) if left else None})


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of the file; the first line is the header."""

    line: int
    no: str
    zh: str
    en: str


class _RowWrong(Exception):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def read_rows(content: bytes, division_of: Callable[[str], str | None]) -> tuple[list[Row], list[Fault]]:
    """The good rows and the faults of the others; ``division_of`` knows the code of a province by its name.

    Raises:
        DirectoryFileUnreadable, DirectoryFileTooLarge: nothing of it can be used.
    """
    if len(content) > MAX_BYTES:
        raise DirectoryFileTooLarge(rows=MAX_ROWS, megabytes=MAX_BYTES // 1_048_576, field="file")
    rows: list[Row] = []
    faults: list[Fault] = []
    known: dict[str, int] = {}
    for line, values in enumerate(_table(content), start=2):
        if line > MAX_ROWS + 1:
            raise DirectoryFileTooLarge(rows=MAX_ROWS, megabytes=MAX_BYTES // 1_048_576, field="file")
        no = (values.get("编号") or "").strip()
        try:
            row = _row(values, division_of)
            if row.no in known:
                raise _RowWrong(f"编号与第 {known[row.no]} 行重复", f"line {known[row.no]} has this number")
        except _RowWrong as wrong:
            faults.append(Fault(line, no, wrong.zh, wrong.en))
            continue
        known[row.no] = line
        rows.append(row)
    return rows, faults


def _table(content: bytes) -> list[dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        header = [name.strip() for name in reader.fieldnames or []]
        missing = [name for name in HEADER if name not in header and name not in OPTIONAL]
        if missing:
            raise DirectoryFileUnreadable(
                why=f"缺少列“{missing[0]}”", why_en=f"the column {missing[0]} is missing", header=",".join(HEADER),
                field="file",
            )  # fmt: skip
        reader.fieldnames = header
        return list(reader)
    except csv.Error as error:
        raise DirectoryFileUnreadable(
            why="不是规范的 CSV", why_en=str(error), header=",".join(HEADER), field="file"
        ) from error


def _row(values: Mapping[str, Any], division_of: Callable[[str], str | None]) -> Row:
    if None in values or any(value is None for name, value in values.items() if name in HEADER):
        raise _RowWrong("列数与首行不符", "it has more or fewer columns than the first line")
    place = _text(values, "省市")
    division = division_of(place)
    if division is None:
        raise _RowWrong(f"省市“{place}”不能识别", f"the province {place!r} is not known")
    listed_on, left_on = _day(values, "收录日期"), _day(values, "退出日期", optional=True)
    assert listed_on is not None
    if left_on is not None and left_on < listed_on:
        raise _RowWrong("退出日期早于收录日期", "it leaves before it joins")
    return Row(
        no=_text(values, "编号", 40),
        division=division,
        name=_text(values, "实验室名称"),
        owner_name=_text(values, "法人单位"),
        owner_uscc=_uscc(values),
        kind=_optional(values, "类别"),
        subject_field=_optional(values, "领域"),
        round=_whole(values, "批次"),
        listed_on=listed_on,
        left_on=left_on,
    )


def _optional(values: Mapping[str, Any], name: str) -> str:
    text = str(values.get(name) or "").strip()
    if len(text) > LONGEST:
        raise _RowWrong(f"“{name}”超过 {LONGEST} 个字", f"{name} is longer than {LONGEST} characters")
    return text


def _text(values: Mapping[str, Any], name: str, most: int = LONGEST) -> str:
    text = _optional(values, name)
    if not text or len(text) > most:
        raise _RowWrong(f"“{name}”未填写或过长", f"{name} is missing or too long")
    return text


def _whole(values: Mapping[str, Any], name: str) -> int:
    text = _text(values, name, 4)
    if not (text.isascii() and text.isdigit()):
        raise _RowWrong(f"“{name}”须为整数", f"{name} must be a whole number")
    return int(text)


def _day(values: Mapping[str, Any], name: str, *, optional: bool = False) -> date | None:
    text = _optional(values, name)
    if not text and optional:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise _RowWrong(f"“{name}”应为 2017-06-01 这样的日期", f"{name} must be a date such as 2017-06-01") from None


def _uscc(values: Mapping[str, Any]) -> str | None:
    text = _optional(values, "统一社会信用代码").replace(" ", "").upper()
    if text and not gb32100.is_valid(text):
        raise _RowWrong("统一社会信用代码校验不通过", "the unified social credit code fails its check")
    return text or None
