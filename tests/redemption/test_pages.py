"""Redeeming through the pages alone, as people do: forms, hooks, refusals, who sees what."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from hub import orders
from hub.identity import find_account_by_username
from hub.identity.sessions import open_session
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.stories.page import Page
from hub.stories.samples import make_upload
from schemas.terms import Assurance
from tests.orders.world import area_voucher, order, staff
from tests.web.sample import ClientDriver

Do = Callable[..., Page]


@pytest.fixture(scope="module")
def do(hub: Flask) -> Do:
    browsers: dict[str, ClientDriver] = {}

    def act(who: str, path: str, action: str | None = None, **values: Any) -> Page:
        driver = browsers[who] if who in browsers else browsers.setdefault(who, signed_in(hub, who))
        page = driver.open(path)
        if action is None:
            return page
        form = page.form(action, **({"slot": values["slot"]} if "slot" in values else {}))
        assert form is not None, f"{path} ({page.status}) offers no {action}: {page.refusals} {page.words[:500]}"
        assert set(values) <= form.names, f"{action} has {form.names}"
        files = {name: value for name, value in values.items() if name == "file"}
        return driver.submit(page, form, {k: v for k, v in values.items() if k not in files}, files)

    return act


def signed_in(hub: Flask, who: str) -> ClientDriver:
    """A browser with an open session, without the way over the sign-in pages."""
    driver = ClientDriver(hub)
    if who:
        with hub.app_context(), scope.everything(), unit_of_work():
            account = find_account_by_username(who)
            assert account is not None
            _, secret = open_session(
                account=account, assurance=Assurance.SUBSTANTIAL, browser="test", second_factor=True
            )
        driver.client.set_cookie("hub_session", secret)
    return driver


def world_at(hub: Flask, moment: str) -> None:
    with hub.app_context(), unit_of_work():
        set_business_time(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))


def accepted_order(
    hub: Flask, letter: str, quantity: int = 1, seller: str = "i02", count: int = 1, amount: str = "20000.00"
) -> list[str]:
    with hub.app_context(), scope.everything(), unit_of_work():
        voucher = area_voucher("E10", "maanshan", letter, amount)
        placed = [order("E10", "V02", voucher, quantity=quantity) for _ in range(count)]
        for one in placed:
            orders.accept_order(order=one, by=staff(seller))
            orders.confirm_quota(order=one, by=staff("mas_admin"))
        return [one.no for one in placed]


def upload(kind: str, size: int, mark: str) -> Any:
    return make_upload("paper", kind, size, mark)


def test_a_holder_redeems_two_orders_through_the_pages(hub: Flask, do: Do) -> None:
    world_at(hub, "2021-03-08T17:20")
    run_until_idle(hub)
    nos = accepted_order(hub, "Q", count=2, amount="500000.00")
    world_at(hub, "2021-03-11T09:00")
    texts = {"effect": "缩短周期", "innovation": "首次"}
    page = do("e10", "/enterprise/redemptions/new", "redemption.draft", orders=nos, **texts)
    drafted = page.main_object
    assert drafted is not None and drafted.attribute("state") == "DRAFT", page.words[:500]
    path = f"/enterprise/redemptions/{drafted.no}"
    assert "不超过 500 KB" in page.words and "不超过 5 MB" in page.words

    page = do("e10", path, "redemption.submit")
    assert page.status == 422 and page.refusals[0][0] == "redemption.incomplete"
    assert {"redemption.invoice_missing", "redemption.material_missing"} <= {code for code, _ in page.refusals}

    invoice = {"code": "134002112345", "number": "00000007", "date": "2021-03-10", "orders": nos}
    page = do("e10", path, "redemption.add_invoice", **invoice, amount="5999.99", file=upload("png", 512001, "big"))
    assert page.status == 422 and "file.too_large" in dict(page.refusals)
    kept = page.form("redemption.add_invoice")
    assert kept is not None and (kept.value("number"), kept.value("amount")) == ("00000007", "5999.99")
    page = do("e10", path, "redemption.add_invoice", **invoice, amount="5999.99", file=upload("png", 512000, "fits"))
    assert page.status == 200 and page.main_object and page.main_object.figure("invoice_sum") == "5999.99"
    page = do("e10", path, "redemption.attach", slot="attachment", file=upload("pdf", 5242880, "proof"))
    page = do("e10", path, "redemption.submit")
    assert [code for code, _ in page.refusals] == ["redemption.orders_exceed_invoice"]

    page = do("e10", path, "redemption.remove")
    assert page.main_object is not None and page.main_object.figure("invoice_sum") == "0.00"
    invoice["number"] = "00000008"
    do("e10", path, "redemption.add_invoice", **invoice, amount="6000.00", file=upload("png", 9000, "b"))
    page = do("e10", path, "redemption.submit")
    shown = page.main_object
    assert shown is not None and not page.refusals, page.refusals
    assert (shown.attribute("state"), shown.figure("amount"), shown.figure("order_sum")) == (
        "SUBMITTED",
        "3000.00",
        "6000.00",
    )
    voucher = page.object_of("voucher")
    assert voucher is not None and voucher.figure("available") == "497000.00"

    area = f"/area/redemptions/{drafted.no}"
    do("mas_admin", area, "review.assign", expert="expert01")
    queue = do("expert01", "/expert/")
    (link,) = queue.tree.xpath(f"//td/a[normalize-space()='{drafted.no}']/@href")
    page = do("expert01", link, "review.pass", opinion="服务真实")
    assert page.status == 200 and not page.refusals
    page = do("mas_admin", area, "redemption.assess", amount="3000.01", opinion="")
    assert [code for code, _ in page.refusals] == ["redemption.amount_too_high"]
    page = do("mas_admin", area, "redemption.assess", amount="3000.00", opinion="同意核定")
    assert page.main_object and page.main_object.figure("assessed") == "3000.00"
    page = do("mas_admin", "/area/notices/new", "notice.publish", redemptions=[drafted.no])
    assert page.main_object and page.main_object.kind == "notice", page.refusals
    assert do("wj_admin", f"/area/notices/{page.main_object.no}").status == 404
    public = do("", f"/notices/{page.main_object.no}")
    assert public.status == 200 and "3,000.00" in public.words and drafted.no in public.words

    world_at(hub, "2021-03-20T08:00")
    run_until_idle(hub)
    page = do("e10", path)
    assert page.main_object and page.main_object.attribute("state") == "PAYABLE"


def test_the_buyer_decides_on_an_institutions_redemption(hub: Flask, do: Do) -> None:
    world_at(hub, "2021-04-06T10:00")
    (no,) = accepted_order(hub, "U", quantity=2)
    for asked, found in (("words=CSJ", True), ("unit=江东", False), ("words=没有", False)):
        page = do("i02", f"/institution/redemptions/new?{asked}")
        assert (no in page.words) is found, asked
    page = do("i02", "/institution/redemptions/new", "redemption.draft", orders=[no])
    assert page.main_object is not None
    drafted = page.main_object.no
    path = f"/institution/redemptions/{drafted}"
    assert do("e10", f"/enterprise/redemptions/{drafted}").status == 404
    assert do("mas_admin", f"/area/redemptions/{drafted}").status == 404
    invoice = {"code": "134002112345", "number": "00000021", "date": "2021-04-06", "amount": "6000.00"}
    do("i02", path, "redemption.add_invoice", **invoice, file=upload("png", 40000, "one"))
    do("i02", path, "redemption.attach", slot="attachment", file=upload("pdf", 40000, "two"))
    page = do("i02", path, "redemption.submit")
    shown, related = page.main_object, page.object_of("order")
    assert shown is not None and related is not None and not page.refusals, (page.status, page.refusals, page.words)
    assert (shown.attribute("state"), related.attribute("label")) == ("AWAITING_HOLDER", "申请兑付待买家确认")
    assert page.object_of("voucher") is None

    mine = f"/enterprise/redemptions/{drafted}"
    page = do("e10", mine, "redemption.refuse", reason="")
    assert page.status == 422
    page = do("e10", mine, "redemption.refuse", reason="报告缺页")
    related, voucher = page.object_of("order"), page.object_of("voucher")
    assert related is not None and voucher is not None
    assert (related.attribute("state"), voucher.figure("reserved")) == ("IN_SERVICE", "3000.00")
    assert do("i02", path, "redemption.resubmit").main_object.attribute("state") == "AWAITING_HOLDER"  # type: ignore[union-attr]
    page = do("e10", mine, "redemption.agree")
    shown, related = page.main_object, page.object_of("order")
    assert shown is not None and related is not None
    assert related.attribute("state") == "COMPLETED"
    assert (shown.figure("amount"), shown.figure("payer_area")) == ("3000.00", "maanshan")
    assert shown.figure("payee") == "南湖电子检测(嘉兴)有限公司"

    assert do("e11", mine).status == 404
    assert do("wj_admin", f"/area/redemptions/{drafted}").status == 404
    assert do("expert01", f"/area/redemptions/{drafted}").status == 403
    page = do("mas_admin", f"/area/redemptions/{drafted}")
    (file,) = page.tree.xpath("//a[contains(@href, '/files/')][.='paper.png']/@href")
    answer = signed_in(hub, "mas_admin").client.get(file)
    assert answer.headers["Content-Disposition"].startswith("attachment") and len(answer.data) == 40000
    assert signed_in(hub, "wj_admin").client.get(file).status_code == 404


def test_lists_show_what_waits(hub: Flask, do: Do) -> None:
    for who, path in (
        ("e10", "/enterprise/redemptions"),
        ("i02", "/institution/redemptions"),
        ("mas_admin", "/area/redemptions"),
        ("mas_admin", "/area/notices"),
        ("expert01", "/expert/reviews"),
        ("", "/notices"),
    ):
        page = do(who, path)
        assert page.status == 200, path
