"""The review desk, the window, sanctions, spot-checks and the auditor's lists, through the pages as people use them."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from hub import identity, redemption
from hub.integrity import sanctions, thresholds_of
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import run_until_idle
from schemas.terms import RedemptionState as S
from tests.orders.world import USCC, area_voucher, order
from tests.redemption.stage import drafted_by_holder, in_service
from tests.redemption.test_pages import signed_in, upload, world_at


@pytest.fixture(scope="module")
def do(hub: Flask) -> Any:
    browsers: dict[str, Any] = {}

    def act(who: str, path: str, action: str | None = None, **values: Any) -> Any:
        driver = browsers[who] if who in browsers else browsers.setdefault(who, signed_in(hub, who))
        page = driver.open(path)
        if action is None:
            return page
        form = page.form(action, **({"slot": values["slot"]} if "slot" in values else {}))
        assert form is not None, f"{path} ({page.status}) offers no {action}: {page.refusals} {page.words[:400]}"
        files = {name: value for name, value in values.items() if name == "file"}
        return driver.submit(page, form, {k: v for k, v in values.items() if k not in files}, files)

    return act


@pytest.fixture(scope="module")
def made(hub: Flask) -> dict[str, Any]:
    """A voucher of E10, two redemptions handed in, one order in service."""
    world_at(hub, "2021-03-08T10:00")
    run_until_idle(hub)
    with hub.app_context(), scope.everything(), unit_of_work():
        from tests.orders.world import buyer

        voucher = area_voucher("E10", "maanshan", "Q", "20000.00")
        nos = []
        for _ in range(2):
            placed = in_service("E10", "V02", voucher, "i02")
            drafted = drafted_by_holder("E10", [placed], "3000.00", date(2021, 3, 8))
            nos.append(redemption.submit_redemption(redemption=drafted, by=buyer("E10")).no)
        return {"voucher": voucher.no, "nos": nos, "order": in_service("E10", "V02", voucher, "i02").no}


def test_a_reviewer_works_through_the_queue(hub: Flask, do: Any, made: dict[str, Any]) -> None:
    first, second = made["nos"]
    world_at(hub, "2021-03-16T10:00")
    page = do("mas_admin", "/area/queue")
    assert first in page.words and "工作日" in page.words and "抽取或指派专家" in page.words
    assert do("mas_admin", f"/area/find?no={first}").main_object.no == first
    assert do("mas_admin", f"/area/find?no={made['order']}").main_object.no == made["order"]
    with hub.app_context(), scope.everything():
        (paper,) = redemption.parts_of(redemption.get_redemption(first)).invoices
    assert do("mas_admin", f"/area/find?no={paper.number}").main_object.no == first
    assert do("mas_admin", f"/area/find?no={made['voucher']}").main_object.kind == "application"
    assert "没有这个编号" in do("wj_admin", f"/area/find?no={paper.number}").words
    assert "没有这个编号" in do("mas_admin", "/area/find?no=DF-1").words
    assert "没有这个编号" in do("wj_admin", f"/area/find?no={first}").words

    page = do("mas_admin", f"/area/redemptions/{first}", "review.draw", seed="42")
    assert "42" in page.words and not page.refusals
    with hub.app_context(), scope.everything():
        found = redemption.get_redemption(first)
        from hub.reviews import list_reviews

        asked = list_reviews("redemption", found.id)[0]
        assert asked.assignee_id is not None
        expert = identity.get_account(asked.assignee_id).username
    do(expert, f"/expert/reviews/{asked.id}", "review.pass", opinion="服务真实", score="88")
    page = do("mas_admin", f"/area/redemptions/{first}", "review.judge", verdict_invoices="CORRECT", note_invoices="")
    assert "review.item_note_missing" in dict(page.refusals)
    page = do(
        "mas_admin", f"/area/redemptions/{first}", "review.judge", verdict_invoices="CORRECT",
        note_invoices="缺第二联", verdict_parties="RIGHT",
    )  # fmt: skip
    form = page.form("redemption.return")
    assert form is not None and "缺第二联" in form.value("reason")
    page = do(
        "mas_admin", f"/area/redemptions/{first}", "redemption.return", reason="补第二联", correct_by="2021-03-31"
    )
    assert page.main_object.attribute("state") == "RETURNED"
    page = do("e10", f"/enterprise/redemptions/{first}")
    assert page.main_object.figure("correct_by") == "2021-03-31" and "对决定有异议怎么办" in page.words
    page = do("e10", f"/enterprise/redemptions/{first}", "dispute.appeal", words="第二联已提交")
    dispute = page.main_object
    assert dispute.attribute("state") == "OPEN" and do("mas_admin", "/area/disputes").words.count(dispute.no)
    do("e10", f"/enterprise/disputes/{dispute.no}", "dispute.state", words="附第二联", file=upload("pdf", 9000, "two"))
    do("mas_admin", f"/area/disputes/{dispute.no}", "dispute.name_mediator", mediator="maanshan_decider")
    page = do(
        "maanshan_decider", f"/area/disputes/{dispute.no}", "dispute.settle", outcome="RESUBMIT", answer="可补正后再交"
    )
    assert page.main_object.attribute("state") == "SETTLED" and "附第二联" in page.words

    do("mas_admin", f"/area/redemptions/{second}", "review.assign", expert="expert01")
    queue = do("expert01", "/expert/")
    link = next(a for a in queue.tree.xpath("//main//a/@href") if "/expert/reviews/" in a)
    do("expert01", link, "review.pass", opinion="好")
    page = do("mas_admin", "/area/queue", "review.pass_in_bulk", redemptions=[second])
    assert "1 件已通过" in page.words
    page = do("mas_admin", f"/area/redemptions/{second}", "review.undo", reason="录错")
    assert page.main_object.attribute("state") == "IN_REVIEW" and "已撤回" in page.words
    assert second in do("hub_audit", "/auditor/overrides").words
    assert "核减" in do("hub_audit", "/auditor/lowered").words and do("hub_audit", "/auditor/holds").status == 200


def test_phrases_absences_and_limits_are_kept(hub: Flask, do: Any, made: dict[str, Any]) -> None:
    page = do("mas_admin", "/area/phrases", "phrase.add", text="请补盖公章的合同", whose="area")
    assert "请补盖公章的合同" in page.words
    assert "请补盖公章的合同" in do("mas_init", "/area/phrases").words
    page = do(
        "mas_init", "/area/absence", "absence.name", substitute="maanshan_decider", starts_on="2021-03-17",
        ends_on="2021-03-18", reason="培训",
    )  # fmt: skip
    assert "马鞍山异议处理" in page.words and not page.refusals, page.refusals
    page = do("mas_admin", "/area/checks", "check.set_limit", name="phone_units", value="1", reason="试")
    assert "integrity.threshold_out_of_range" in dict(page.refusals)
    page = do("mas_admin", "/area/checks", "check.set_limit", name="phone_units", value="8", reason="本区集团企业多")
    assert not page.refusals and "本区集团企业多" in page.words
    with hub.app_context():
        assert thresholds_of("maanshan").of("phone_units") == 8 and thresholds_of("wujiang").of("phone_units") == 5


def test_an_officer_enters_what_a_firm_brings_and_somebody_else_decides(
    hub: Flask, do: Any, made: dict[str, Any]
) -> None:
    world_at(hub, "2021-03-11T09:00")
    values = {"uscc": USCC["E10"], "handed_in_by": "李某", "file": upload("pdf", 9000, "letter")}
    page = do("wj_init", "/area/window", "window.open", orders=made["order"], **values)
    assert "redemption.other_area" in dict(page.refusals)
    page = do("mas_init", "/area/window", "window.open", orders=made["order"], **values)
    no = page.main_object.no
    path = f"/area/window/{no}"
    do("mas_init", path, "redemption.describe", effect="缩短周期", innovation="首次验证")
    do(
        "mas_init", path, "redemption.add_invoice", code="134002112345", number="00000991", date="2021-03-10",
        amount="3000.00", orders=[made["order"]], file=upload("png", 9000, "shot"),
    )  # fmt: skip
    do("mas_init", path, "redemption.attach", slot="attachment", file=upload("pdf", 9000, "proof"))
    page = do("mas_init", path, "redemption.submit")
    assert page.main_object.attribute("state") == "SUBMITTED", page.refusals
    assert do("e10", f"/enterprise/redemptions/{no}").status == 200
    assert "服务窗口" in do("e10", "/account/messages").words


def test_a_barred_unit_orders_nothing_once_two_people_say_so(hub: Flask, do: Any, made: dict[str, Any]) -> None:
    values = {"uscc": USCC["E10"], "starts_on": "2021-03-01", "ends_on": "2021-12-31", "reason": "虚假发票"}
    page = do("mas_admin", "/area/sanctions", "sanction.impose", **values)
    assert "待另一人确认" in page.words and page.form("sanction.confirm") is None
    with hub.app_context(), scope.everything():
        unit = identity.find_organization_by_uscc(USCC["E10"])
        assert unit is not None
        assert sanctions.find_in_force(unit.id, programme="delta", on=date(2021, 3, 16)) is None
    page = do("maanshan_decider", "/area/sanctions", "sanction.confirm")
    assert "生效中" in page.words
    with hub.app_context(), scope.everything():
        for day, barred in (("02-28", False), ("03-01", True), ("12-31", True)):
            on = date.fromisoformat(f"2021-{day}")
            assert (sanctions.find_in_force(unit.id, programme="delta", on=on) is not None) is barred
        voucher = identity and made["voucher"]
        from hub.vouchers import get_instrument

        with pytest.raises(sanctions.Sanctioned) as said:
            order("E10", "V02", get_instrument(voucher))
        assert "虚假发票" not in said.value.text() and "马鞍山" in said.value.text()
    page = do("maanshan_decider", "/area/sanctions", "sanction.lift", reason="已整改")
    assert "已解除" in page.words


def test_a_spot_check_is_drawn_in_public_and_can_be_drawn_again(hub: Flask, do: Any, made: dict[str, Any]) -> None:
    page = do("mas_admin", "/area/spot-checks", "spot_check.draw", first_day="2021-03-01", last_day="2021-03-31")
    assert "spot_check.nothing_paid" in dict(page.refusals)
    with hub.app_context(), scope.everything(), unit_of_work():
        found = redemption.get_redemption(made["nos"][1])
        from hub.kernel.clock import business_now
        from hub.kernel.db import db

        found.paid_at = business_now()
        db.session.execute(
            redemption.Redemption.__table__.update().where(redemption.Redemption.id == found.id).values(state=S.PAID)
        )
    values = {"first_day": "2021-03-01", "last_day": "2021-03-31", "seed": "3141592"}
    page = do("mas_admin", "/area/spot-checks", "spot_check.draw", **values)
    assert made["nos"][1] in page.words and "3141592" in page.words
    page = do("", "/spot-checks")
    assert made["nos"][1] in page.words and "3141592" in page.words and "E10" not in page.words
    path = next(a for a in do("mas_admin", "/area/spot-checks").tree.xpath("//main//a/@href") if "/CC-" in a)
    page = do("mas_admin", path, "spot_check.record", finding="FAULTY", note="")
    assert page.status == 422
    page = do("mas_admin", path, "spot_check.record", finding="FAULTY", note="发票作废")
    assert "发现问题" in page.words
    assert do("mas_admin", "/area/recovery").status == 200
