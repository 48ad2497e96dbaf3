"""Which regions, areas and programmes there are, and what stops start-up."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from adapters.contract import Capability
from hub.federation import directory, gateway
from hub.federation.directory import read_directory
from hub.federation.errors import UnknownArea, UnknownRegion
from hub.federation.region_files import RegionFileWrong
from hub.settings import ROOT
from schemas.terms import Mastership


def test_every_shipped_area_has_the_number_code_and_settlement_day_of_the_pilot() -> None:
    codes = {area.code: area.number_code for area in directory.list_areas()}
    assert codes["maanshan"] == "MAS" and codes["wujiang"] == "WJQ" and codes["jiashan"] == "JSX"
    assert codes["xiangcheng"] == "XCQ" and codes["qingpu"] == "QPQ"
    assert {(area.settlement.day, area.settlement.time) for area in directory.list_areas()} == {(15, "02:00")}


@pytest.mark.parametrize(
    ("division", "expected"),
    [
        ("320509", [("js-provincial", "jiangsu"), ("delta", "wujiang")]),
        ("320118", [("js-provincial", "jiangsu")]),
        ("340500", [("delta", "maanshan")]),
        ("340503", [("delta", "maanshan")]),
        ("310118", [("delta", "qingpu")]),
        ("330402", []),
        ("340100", []),
        ("110108", []),
    ],
)
def test_a_place_stands_under_the_programmes_of_every_area_that_holds_it(
    division: str, expected: list[tuple[str, str]]
) -> None:
    assert [(programme.code, area.code) for programme, area in directory.programmes_for(division)] == expected


@pytest.mark.parametrize(
    ("division", "region"),
    [("330402", "zhejiang"), ("340100", "anhui"), ("310115", "shanghai"), ("320508", "jiangsu"), ("110108", None)],
)
def test_a_place_without_an_area_still_has_a_region(division: str, region: str | None) -> None:
    found = directory.find_region_of_division(division)
    assert (found.code if found else None) == region


def test_the_payer_is_the_holders_area_or_the_one_that_the_programme_names() -> None:
    assert directory.payer_area("delta", "wujiang") == "wujiang"
    assert directory.payer_area("js-provincial", "jiangsu") == "jiangsu"
    assert directory.number_code("delta", "maanshan") == "MAS"


@pytest.mark.parametrize(
    ("area", "subject", "master"),
    [
        ("qingpu", "identity", Mastership.REGION),
        ("qingpu", "profile", Mastership.REGION),
        ("qingpu", "application", Mastership.REGION),
        ("qingpu", "order", Mastership.HUB),
        ("wujiang", "application", Mastership.HUB),
        ("jiashan", "identity", Mastership.REGION),
        ("jiashan", "application", Mastership.HUB),
    ],
)
def test_the_hub_is_master_unless_the_area_says_otherwise(area: str, subject: str, master: Mastership) -> None:
    assert directory.mastership("delta", area, subject, date(2024, 1, 1)) is master


def test_a_region_by_files_offers_only_what_people_can_carry() -> None:
    offered = {capability for capability in Capability if gateway.offers("anhui", capability)}
    assert offered == {Capability.POLICY, Capability.STATEMENTS, Capability.BANK}
    assert (
        gateway.by_files("anhui") and not gateway.by_files("shanghai") and not gateway.offers("delta", Capability.BANK)
    )


def test_what_is_unknown_is_refused_by_name() -> None:
    with pytest.raises(UnknownRegion, match="nowhere"):
        directory.get_region("nowhere")
    with pytest.raises(UnknownArea, match="nowhere"):
        directory.get_area("nowhere")


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    """A copy of the shipped folder that a test may spoil."""
    shutil.copytree(ROOT / "regions", tmp_path / "regions")
    return tmp_path / "regions"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("anhui/region.toml", "stage =", "stagee =", "stagee is unknown"),
        ("anhui/region.toml", 'channel = "files"', 'chanel = "files"', "settings.chanel is unknown"),
        ("anhui/region.toml", 'channel = "files"', 'channel = "pigeon"', "must be http or files"),
        ("anhui/region.toml", 'adapter = "standard"', 'adapter = "martian"', "adapter 'martian' does not exist"),
        ("anhui/region.toml", 'division = "34"', 'division = "ah"', "two or six digits"),
        ("anhui/region.toml", 'origin = "sample"', 'origin = "rumour"', "must be one of"),
        ("shanghai/region.toml", "assurance", "assurence", "assurence is unknown|assurance is missing"),
        ("shanghai/areas/qingpu/area.toml", 'identity = "region"', 'identty = "region"', "identty is unknown"),
        ("shanghai/areas/qingpu/area.toml", 'identity = "region"', 'identity = "moon"', "must be one of"),
        ("anhui/areas/maanshan/area.toml", "day = 15", "day = 31", "between 1 and 28"),
        ("anhui/areas/maanshan/area.toml", 'time = "02:00"', 'time = "2 am"', "written like 02:00"),
        ("anhui/areas/maanshan/area.toml", "delta = {}", "deltas = {}", "'deltas' does not exist"),
        ("anhui/areas/maanshan/area.toml", 'number_code = "MAS"', 'number_code = "mas"', "three capital letters"),
        ("delta/programmes/delta.toml", 'payer = "area"', 'payer = "moon"', "is no area"),
        ("delta/programmes/delta.toml", "names =", "nammes =", "missing|unknown"),
    ],
)
def test_a_mistake_in_a_file_stops_start_up_with_one_sentence(
    regions: Path, file: str, old: str, new: str, says: str
) -> None:
    path = regions / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(RegionFileWrong, match=says) as wrong:
        read_directory(regions, {})
    assert "\n" not in str(wrong.value)


def test_a_new_region_is_one_folder_and_no_list(regions: Path) -> None:
    shutil.copytree(regions / "anhui", regions / "fujian")
    shutil.move(regions / "fujian/areas/maanshan", regions / "fujian/areas/xiamen")
    region = regions / "fujian/region.toml"
    region.write_text(region.read_text().replace('"anhui"', '"fujian"').replace('"34"', '"35"'))
    area = regions / "fujian/areas/xiamen/area.toml"
    area.write_text(
        area.read_text().replace('"maanshan"', '"xiamen"').replace("340500", "350200").replace("MAS", "XMQ")
    )
    found = read_directory(regions, {})
    assert found.areas["xiamen"].region == "fujian" and found.regions["fujian"].adapter == "standard"


def test_the_environment_moves_a_platform_to_another_address() -> None:
    found = read_directory(ROOT / "regions", {"HUB_REGION_SHANGHAI_BASE_URL": "http://127.0.0.1:9"})
    assert found.regions["shanghai"].settings["base_url"] == "http://127.0.0.1:9"


def test_mastership_may_change_on_a_date(regions: Path) -> None:
    path = regions / "shanghai/areas/qingpu/area.toml"
    steps = 'delta = [{ application = "region" }, { application = "hub", from = 2025-01-01 }]'
    lines = [
        line if not line.startswith("programmes") else f"programmes = {{ {steps} }}"
        for line in path.read_text().splitlines()
    ]
    path.write_text("\n".join(lines))
    masters = read_directory(regions, {}).areas["qingpu"].programmes["delta"]
    assert [(step.master, step.since) for step in masters] == [
        (Mastership.REGION, None),
        (Mastership.HUB, date(2025, 1, 1)),
    ]
