"""Joining as an institution, suspension and reinstatement (G-47), through the front door."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from hub.catalog import suspensions
from hub.identity import find_organization_by_uscc, is_suspended
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.messages import inbox
from hub.stories.samples import make_upload
from tests.catalog.test_listings import send
from tests.orders.world import at, order, staff
from tests.web.sample import ClientDriver, browser_of

CERTIFICATE = {"kind": "CMA", "number": "241200990001", "valid_until": "2030-05-06"}
ASKED = {"field": "检验检测", "capability": "材料分析", **CERTIFICATE}
I05 = "91340500MA9JG20547"


def test_a_unit_joins_over_a_return_with_certificates_and_then_lists(hub_app: Flask) -> None:
    firm, office = browser_of(hub_app, "e10"), browser_of(hub_app, "mas_init")
    paper = make_upload("paper", "pdf", 4000, "a")
    page = send(firm, firm.open("/institution/joining"), "joining.apply", ASKED)
    assert page.status == 422 and page.form("joining.apply").value("capability") == "材料分析"
    page = send(firm, page, "joining.apply", ASKED, {"file": paper})
    no = page.main_object.no
    assert firm.open("/institution/services").status == 403
    page = send(firm, firm.open("/institution/joining"), "joining.add_certificate", CERTIFICATE, {"file": paper})
    assert page.main_object.attribute("state") == "SUBMITTED" and page.main_object.figure("certificate_2")
    send(office, office.open(f"/area/requests/{no}"), "request.return", {"reason": "证书看不清"})
    assert "证书看不清" in firm.open("/institution/joining").words
    page = send(firm, firm.open("/institution/joining"), "joining.add_certificate", CERTIFICATE, {"file": paper})
    assert page.main_object.attribute("state") == "SUBMITTED"
    send(office, office.open(f"/area/requests/{no}"), "request.approve", {})
    assert firm.open("/institution/services").status == 200
    shop = ClientDriver(hub_app).open("/institutions/91340500MA9QY11013")
    assert "CMA" in shop.words and "241200990001" in shop.words
    inside = office.open("/area/institutions/91340500MA9QY11013")
    file = inside.tree.xpath("//a[contains(@href, '/certificates/')]/@href")[0]
    assert office.client.get(file).data == paper.data
    assert browser_of(hub_app, "wj_init").client.get(file).status_code == 404
    assert "已是服务机构" in firm.open("/institution/joining").words


def test_a_refused_unit_sells_nothing(hub_app: Flask) -> None:
    firm, office = browser_of(hub_app, "e12"), browser_of(hub_app, "xc_init")
    paper = make_upload("paper", "pdf", 4000, "b")
    page = send(firm, firm.open("/institution/joining"), "joining.apply", ASKED, {"file": paper})
    send(office, office.open(f"/area/requests/{page.main_object.no}"), "request.reject", {"reason": "不具备条件"})
    assert firm.open("/institution/services").status == 403
    assert firm.open("/institution/joining").form("joining.apply") is not None


def test_a_suspension_holds_from_its_first_instant_until_its_last(world: None) -> None:
    at(2024, 5, 6)
    unit = find_organization_by_uscc(I05)
    assert unit is not None
    begins, ends = (datetime(2024, 5, day, tzinfo=SHANGHAI) for day in (10, 20))
    suspensions.suspend(unit=unit, begins_at=begins, ends_at=ends, reason="复核", by=staff("mas_init"))
    second = timedelta(seconds=1)
    for moment, closed in [(begins - second, False), (begins, True), (ends - second, True), (ends, False)]:
        assert is_suspended(unit, moment) is closed, moment
    assert code(suspensions.suspend, unit=unit, begins_at=None, ends_at=None, reason="再", by=staff("mas_init")) == (
        "suspension.already"
    )
    suspensions.lift(unit=unit, reason="复核通过", by=staff("mas_init"))
    assert unit.suspended_from is None
    assert code(suspensions.lift, unit=unit, reason="x", by=staff("mas_init")) == "suspension.none"


def code(call, **values) -> str:
    with pytest.raises(HubError) as refused:
        call(**values)
    return refused.value.code


@pytest.mark.parametrize("who", ["wj_init", "mas_admin", "i05"])
def test_only_the_office_that_answers_for_it_suspends(world: None, who: str) -> None:
    unit = find_organization_by_uscc(I05)
    values = {"unit": unit, "begins_at": None, "ends_at": None, "reason": "x"}
    assert code(suspensions.suspend, **values, by=staff(who)) == "forbidden"


def test_a_suspension_that_ends_before_it_begins_is_refused(world: None) -> None:
    at(2024, 5, 6)
    unit = find_organization_by_uscc(I05)
    early = datetime(2024, 5, 5, tzinfo=SHANGHAI)
    values = {"unit": unit, "begins_at": None, "ends_at": early, "reason": "x"}
    assert code(suspensions.suspend, **values, by=staff("mas_init")) == "suspension.span"


def test_buyers_with_open_orders_are_told_once_and_their_orders_go_on(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 5, 6)
        first, _ = order("E10", "V12", None), order("E10", "V12", None)
        number = first.no
    office = browser_of(hub_app, "mas_init")
    typed = {"begins_at": "2024-05-06", "reason": "资质复核"}
    page = send(office, office.open(f"/area/institutions/{I05}"), "institution.suspend", typed)
    assert page.main_object.attribute("state") == "SUSPENDED"
    with hub_app.app_context():
        told = [one for one in inbox(staff("e10")) if one.event == "institution.suspended"]
    assert len(told) == 1 and "此前的订单不受影响" in told[0].text_zh and "资质复核" in told[0].text_zh
    visitor = ClientDriver(hub_app)
    assert "V12" not in visitor.open("/services?words=理化分析").tree.xpath("//@data-no")
    assert "暂停接受新订单" in visitor.open(f"/institutions/{I05}").words
    assert "理化分析" in visitor.open("/map/340500").words
    assert not visitor.open("/map/340500").tree.xpath("//a[contains(@href, '/orders/new')]")
    seller = browser_of(hub_app, "i05")
    page = send(seller, seller.open(f"/institution/orders/{number}"), "order.accept", {})
    assert page.main_object.attribute("state") == "IN_SERVICE"
    page = send(office, office.open(f"/area/institutions/{I05}"), "institution.reinstate", {"reason": "复核通过"})
    assert page.main_object.attribute("state") == "ACTIVE" and "复核通过" in page.words
    with hub_app.app_context(), unit_of_work():
        set_business_time(None)
