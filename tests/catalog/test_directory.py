"""The directory of laboratories: who is listed on a day, search with its count, import with a trial (TJ-31, TJ-35)."""

import io
from datetime import date

import pytest

from hub.catalog import directory, directory_import
from hub.catalog.directory_errors import DirectoryFileUnreadable, NotTheKeeper
from hub.catalog.directory_rows import HEADER, read_rows
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.errors import Forbidden
from hub.kernel.scope import everything
from schemas.terms import Role

DAY = date(2024, 3, 5)
USCC = "121300009JG209000G"
KEEPER = Actor(account_id=None, name="目录", roles=frozenset({GrantedRole(Role.AREA_ADMIN, area="tianjin")}))
FIRST = "T-1,河北,甲实验室,燕赵交通应急材料实验室,121300009JG209000G,工程技术中心,测试检测,1,2017-06-01,"
LEAVING = FIRST + "2024-07-01"


def csv_of(*rows: str) -> bytes:
    return ("\ufeff" + "\r\n".join([",".join(HEADER), *rows]) + "\r\n").encode()


def take(*rows: str) -> dict[str, int]:
    return directory_import.take_file(programme="tj-city", content=csv_of(*rows))


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (date(2017, 5, 31), False),
        (date(2017, 6, 1), True),
        (date(2024, 6, 30), True),
        (date(2024, 7, 1), False),
    ],
)
def test_a_laboratory_is_listed_from_its_first_day_to_the_day_before_it_leaves(
    session: None, on: date, listed: bool
) -> None:
    take(LEAVING)
    assert directory.is_listed("tj-city", USCC, on) is listed


def test_another_programme_has_a_directory_of_its_own(session: None) -> None:
    take(FIRST)
    assert not directory.is_listed("delta", USCC, DAY)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("T-2,火星,乙,乙单位,,中心,,1,2017-06-01,", "省市"),
        ("T-2,河北,,乙单位,,中心,,1,2017-06-01,", "实验室名称"),
        ("T-2,河北,乙,乙单位,121300009JG209000H,中心,,1,2017-06-01,", "校验"),
        ("T-2,河北,乙,乙单位,,中心,,一,2017-06-01,", "批次"),
        ("T-2,河北,乙,乙单位,,中心,,1,2017-13-01,", "收录日期"),
        ("T-2,河北,乙,乙单位,,中心,,1,2017-06-01,2017-05-31", "早于"),
        ("T-2,河北,乙,乙单位,,中心,,1", "列数"),
        ("T-1,河北,乙,乙单位,,中心,,1,2017-06-01,", "第 2 行"),
    ],
)
def test_each_row_is_judged_by_itself(row: str, says: str) -> None:
    rows, faults = read_rows(csv_of(FIRST, row), lambda name: "130000" if name == "河北" else None)
    assert [one.no for one in rows] == ["T-1"]
    assert [fault.line for fault in faults] == [3]
    assert says in faults[0].zh


def test_a_file_of_another_kind_is_refused_with_the_columns_it_should_have() -> None:
    with pytest.raises(DirectoryFileUnreadable, match="实验室名称") as refused:
        read_rows("姓名,电话\r\n".encode("gb18030"), lambda _: None)
    assert refused.value.field == "file"


def test_a_trial_changes_nothing_and_a_second_click_takes_the_good_rows(session: None) -> None:
    bad = "T-3,火星,丙,丙单位,,中心,,1,2017-06-01,"
    with everything():
        trial = directory_import.try_import(
            programme="tj-city", area="tianjin", stream=io.BytesIO(csv_of(FIRST, bad)), file_name="首批.csv", by=KEEPER
        )
        assert trial.counts == {"new": 1, "changed": 0, "same": 0, "left": 0, "faults": 1}
        assert directory.search_laboratories(on=DAY, words="甲实验室").total == 0
        directory_import.take_import(trial=trial, by=KEEPER)
    assert directory.search_laboratories(on=DAY, words="甲实验室").total == 1


def test_the_same_file_again_changes_nothing_and_a_day_of_leaving_does(session: None) -> None:
    assert take(FIRST) == {"new": 1, "changed": 0, "same": 0, "left": 0, "faults": 0}
    assert take(FIRST)["same"] == 1
    assert take(LEAVING)["changed"] == 1


def test_only_the_area_that_pays_for_the_programme_keeps_its_directory(session: None) -> None:
    other = Actor(account_id=None, name="区", roles=frozenset({GrantedRole(Role.AREA_ADMIN, area="nankai")}))
    with everything():
        with pytest.raises(NotTheKeeper):
            directory_import.try_import(
                programme="tj-city", area="nankai", stream=io.BytesIO(csv_of(FIRST)), file_name="x.csv", by=other
            )
        with pytest.raises(Forbidden):
            directory_import.try_import(
                programme="tj-city", area="tianjin", stream=io.BytesIO(csv_of(FIRST)), file_name="x.csv", by=other
            )


def test_the_search_counts_rows_and_narrows_by_province_and_field(session: None) -> None:
    take(FIRST, "T-4,天津,丁实验室,丁单位,,重点实验室,研发设计,1,2017-06-01,")
    whole = directory.search_laboratories(on=DAY)
    assert whole.total == sum(facet.count for facet in whole.provinces)
    assert [entry.no for entry in directory.search_laboratories(on=DAY, division="120000").entries] == ["T-4"]
    assert [entry.no for entry in directory.search_laboratories(on=DAY, kind="研发").entries] == ["T-4"]
    assert directory.search_laboratories(on=DAY, words="没有这样的实验室").total == 0
