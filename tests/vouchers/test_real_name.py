"""Real-name registration: asked of the county's office where its policy wants it, by either of two ways."""

import re

from flask import Flask

from hub import vouchers
from hub.identity import find_organization_by_uscc, holder_facts
from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.stories.samples import Upload
from tests.orders.test_pages import act, browser_of, seen
from tests.orders.world import PDF, USCC, at

QUOTA = "/enterprise/quotas/zj-county/binjiang"
REGISTER = "/account/organization/real-name"


def test_a_county_that_asks_for_it_lets_nobody_claim_before_its_office_has_approved(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 3, 5)
        unit = find_organization_by_uscc(USCC["E13"])
        assert unit is not None
        unit.real_name_area = "jiashan"  # another county's approval is none here
    buyer, office = browser_of(hub_app, "E13"), browser_of(hub_app, "zj_binjiang_init")
    assert REGISTER in buyer.open("/enterprise/").text, "one way: what I may apply for"
    refused = act(buyer, QUOTA, "quota.apply", {"amount": "1000.00"})
    assert [code for code, _ in refused.refusals] == ["application.denied"]
    assert REGISTER in refused.text, "the other: where quota is claimed"
    licence = Upload("执照.pdf", "application/pdf", PDF)
    unread = act(buyer, REGISTER, "holder.real_name", {}, file=licence)
    assert [code for code, _ in unread.refusals] == ["real_name.not_agreed"]
    asked = act(buyer, REGISTER, "holder.real_name", {"agreed": "true"}, file=licence)
    (number,) = set(re.findall(r"SX-\d{8}-\d{6}", asked.words))
    assert "审核中" in buyer.open(REGISTER).words
    act(office, f"/area/requests/{number}", "request.approve", {})
    assert buyer.open(REGISTER).form("holder.real_name") is None
    claimed = act(buyer, QUOTA, "quota.apply", {"amount": "1000.00"})
    assert seen(claimed, "quota", "claimed", "held") == ["1000.00", "1000.00"]
    with hub_app.app_context(), scope.everything():
        unit = find_organization_by_uscc(USCC["E13"])
        assert unit is not None and holder_facts(unit.id, business_today())["holder.real_name"] is True
        assert vouchers.list_instruments(unit.id, on=business_today())
