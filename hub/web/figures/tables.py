"""Statistics as tables in the reader's words: the page prints them, and the file holds the same cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import catalog, statistics
from hub.statistics import MEASURES, REST, WITH_SELLERS, Figure, Statistics
from hub.web.figures.words import area_word, measure_word, place_word, programme_word, withheld_word
from hub.web.labels import state_label
from hub.web.language import lang, t
from schemas.terms import yuan, yuan_grouped

MOST_SELLERS = 100
SUBJECTS = {"voucher_application": "application", "order": "order", "redemption": "redemption"}
NAMES = ("overview", "months", "areas", "programmes", "flow", "steps", "categories", "institutions")


@dataclass(frozen=True)
class Value:
    """One value of a cell: as a person reads it, and as a spreadsheet takes it."""

    shown: str
    plain: str


@dataclass(frozen=True)
class Column:
    """A column; ``parts`` name the values in one cell, each a column of the file."""

    heading: str
    parts: tuple[str, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The headings of the file."""
        return [f"{self.heading} {part}" for part in self.parts] if self.parts else [self.heading]


@dataclass(frozen=True)
class Row:
    """A row by its code: its title, then one tuple of values for each further column."""

    code: str
    title: str
    cells: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class FigureTable:
    """A table with its name (of the address of its file)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def tables_of(found: Statistics, *, public: bool) -> list[FigureTable]:
    """Every table of a period; ``public`` leaves out what institutions turned over."""
    return [
        _overview(found),
        _by_measure(found, "months", (t("按月", "By month"), t("月份", "Month")), "month", str),
        _by_measure(found, "areas", (t("按地区", "By area"), t("地区", "Area")), "area", area_word),
        _by_measure(
            found, "programmes", (t("按计划", "By programme"), t("计划", "Programme")), "programme", programme_word
        ),
        _flow(found),
        steps(found),
        _categories(found),
        _institutions(found, public=public),
    ]


def find_table(tables: Sequence[FigureTable], name: str) -> FigureTable | None:
    """The table of this name."""
    return next((table for table in tables if table.name == name), None)


def _overview(found: Statistics) -> FigureTable:
    rows = []
    for measure in MEASURES:
        figure = found.figure(measure, "total")
        rows.append(Row(measure, measure_word(measure), (_money(figure), _count(figure))))
    headings = (t("项目", "Measure"), t("金额（元）", "Amount (CNY)"), t("笔数", "Number"))
    return FigureTable("overview", t("总览", "Overview"), tuple(map(Column, headings)), tuple(rows))


def _by_measure(
    found: Statistics, name: str, words: tuple[str, str], table: str, word: Callable[[str], str]
) -> FigureTable:
    rows = [
        Row(code, word(code), tuple(_both(found.figure(measure, table, code)) for measure in MEASURES))
        for code in found.rows(table)
    ]
    title, heading = words
    return FigureTable(
        name, title, (Column(heading), *(_pair(measure_word(measure)) for measure in MEASURES)), tuple(rows)
    )


def _flow(found: Statistics) -> FigureTable:
    places = found.columns("flow")
    rows = []
    for code in found.rows("flow"):
        inside = [_both(found.figure("redeemed", "flow", code, place)) for place in places]
        rows.append(Row(code, area_word(code), (*inside, _both(found.figure("redeemed", "area", code)))))
    heads = [_pair(place_word(place)) for place in places]
    columns = (Column(t("买家所在地区", "Buyer's area")), *heads, _pair(t("合计", "Total")))
    title = t("跨区域流向（兑付）：买家地区 × 机构所在区域", "Flow (redeemed): buyer's area × institution's region")
    return FigureTable("flow", title, columns, tuple(rows))


def steps(found: Statistics) -> FigureTable:
    """Days in each state."""
    kinds = {
        "voucher_application": t("申领", "Application"),
        "order": t("订单", "Order"),
        "redemption": t("兑付", "Redemption"),
    }
    rows = []
    for step in found.steps:
        words = f"{kinds[step.subject]}{t('：', ': ')}{state_label(SUBJECTS[step.subject], step.state)}"
        days = [(Value(f"{days:.1f}", f"{days:.1f}"),) for days in (step.median_days, step.p90_days)]
        count = Value(f"{step.count:,}", str(step.count))
        rows.append(Row(f"{step.subject}.{step.state}", words, ((count,), *days)))
    of_days = (t("天数（中位数）", "Days (median)"), t("天数（九成以内）", "Days (9 in 10 within)"))
    headings = (t("环节", "Step"), t("次数", "Times"), *of_days)
    return FigureTable("steps", t("各环节用时", "Days per step"), tuple(map(Column, headings)), tuple(rows))


def _categories(found: Statistics) -> FigureTable:
    names = {one.code: one.name(lang()) for one in catalog.list_categories()}

    def title(code: str) -> str:
        if code in (REST, ""):
            return _rest() if code else t("未分类", "Unsorted")
        return f"{names.get(code[:2], '')} › {names.get(code, code)}"

    rows = [
        Row(code, title(code), tuple(_both(found.figure(measure, "category", code)) for measure in WITH_SELLERS))
        for code in found.rows("category")
    ]
    columns = (Column(t("服务类别", "Category")), *(_pair(measure_word(measure)) for measure in WITH_SELLERS))
    return FigureTable("categories", t("服务类别", "Categories"), columns, tuple(rows))


def _institutions(found: Statistics, *, public: bool) -> FigureTable:
    ranked = sorted(found.rows("seller"), key=lambda code: (code == REST, -_orders(found, code), code))[:MOST_SELLERS]
    names = statistics.names_of([UUID(code) for code in ranked if code not in (REST, "")])
    write: Callable[[Figure | None], tuple[Value, ...]] = _count if public else _both
    rows = []
    for code in ranked:
        title = _rest() if code == REST else names.get(code, "—")
        cells = [write(found.figure(measure, "seller", code)) for measure in WITH_SELLERS]
        rows.append(Row(code, title, tuple(cells)))
    number = t("订单数", "orders")
    words = [measure_word(measure) for measure in WITH_SELLERS]
    heads = [Column(f"{word} {number}") if public else _pair(word) for word in words]
    columns = (Column(t("服务机构", "Institution")), *heads)
    return FigureTable("institutions", t("服务机构排名", "Institutions"), columns, tuple(rows))


def _orders(found: Statistics, code: str) -> int:
    return sum(figure.count for m in WITH_SELLERS if (figure := found.figure(m, "seller", code)))


def _rest() -> str:
    return t("其他（合并）", "Others together")


def _pair(heading: str) -> Column:
    return Column(heading, (t("金额（元）", "amount (CNY)"), t("笔数", "number")))


def _money(figure: Figure | None) -> tuple[Value, ...]:
    if figure is None:
        return (Value(withheld_word(), withheld_word()),)
    return (Value(yuan_grouped(figure.fen), yuan(figure.fen)),)


def _count(figure: Figure | None) -> tuple[Value, ...]:
    if figure is None:
        return (Value(withheld_word(), withheld_word()),)
    return (Value(f"{figure.count:,}", str(figure.count)),)


def _both(figure: Figure | None) -> tuple[Value, ...]:
    if figure is None:  # said once on the page, in both columns of the file
        return (*_money(None), Value("", withheld_word()))
    return (*_money(figure), *_count(figure))
