"""What a programme's form asks of whom, what is missing, what is wrong; pure."""

import pytest

from hub.vouchers import AskedField, AskedForm, AskedPart, answered, faults, lacking

FORM = AskedForm(
    parts=(
        AskedPart("基本", "Basic", (
            AskedField("staff", "员工人数", "Staff", type="whole"),
            AskedField("zone", "高新区", "Zone", type="choice", options=(("no", "否", "No"), ("yes", "是", "Yes"))),
            AskedField("zone_name", "名称", "Name", only_if={"zone": "yes"}, max=5),
            AskedField("phone", "电话", "Phone", handwritten=True),
        )),
        AskedPart("孵化器", "Incubator", (AskedField("operator", "代码", "Code", type="uscc"),), kinds=("INCUBATEE",)),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "entered", "missing"),
    [
        (None, {}, ["staff", "zone"]),
        ("TECH_SME", {"staff": "4", "zone": "no"}, []),
        ("TECH_SME", {"staff": "4", "zone": "yes"}, ["zone_name"]),
        ("INCUBATEE", {"staff": "4", "zone": "no"}, ["operator"]),
    ],
)
def test_everything_that_concerns_a_type_of_enterprise_is_filled_in(
    kind: str | None, entered: dict[str, str], missing: list[str]
) -> None:
    assert [one.code for one in lacking(FORM, kind, entered)] == missing


@pytest.mark.parametrize(
    ("kind", "entered", "wrong"),
    [
        ("TECH_SME", {"staff": "４", "zone": "no"}, ["staff"]),
        ("TECH_SME", {"staff": "4.5"}, ["staff"]),
        ("TECH_SME", {"zone": "maybe"}, ["zone"]),
        ("TECH_SME", {"zone": "yes", "zone_name": "名称六个字啊"}, ["zone_name"]),
        ("TECH_SME", {"operator": "nonsense"}, []),
        ("INCUBATEE", {"operator": "91320902MA9QY103XX"}, ["operator"]),
        ("INCUBATEE", {"operator": "91320902MA9QY103XG"}, []),
    ],
)
def test_what_cannot_be_is_named_by_its_field(kind: str, entered: dict[str, str], wrong: list[str]) -> None:
    assert sorted(faults(FORM, kind, entered)) == wrong


def test_what_is_written_by_hand_or_not_asked_is_never_kept() -> None:
    assert answered(FORM, {"staff": " 4 ", "phone": "199-0000-0001", "other": "x", "zone": ""}) == {"staff": "4"}
