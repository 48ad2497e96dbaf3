"""Key pages in a real browser: accessible, inside the screen, complete without scripts and without other origins."""

import pytest

PAGES = [
    ("", "/"),
    ("", "/login"),
    ("", "/login/hub"),
    ("", "/services"),
    ("", "/services/V02"),
    ("", "/policies"),
    ("", "/api/v1/docs"),
    ("", "/nothing-here"),
    ("e10", "/enterprise/"),
    ("e10", "/enterprise/vouchers"),
    ("e10", "/enterprise/orders"),
    ("e10", "/enterprise/orders/new?service=V02"),
    ("e10", "/enterprise/redemptions"),
    ("e10", "/account/"),
    ("e10", "/account/messages"),
    ("i02", "/institution/"),
    ("i02", "/institution/orders"),
    ("i02", "/institution/services"),
    ("mas_admin", "/area/"),
    ("mas_admin", "/area/applications"),
    ("maanshan_finance", "/finance/"),
    ("maanshan_finance", "/finance/statements/new"),
    ("hub_admin", "/operator/"),
    ("hub_admin", "/operator/clients"),
    ("hub_admin", "/operator/clients/new"),
    ("hub_security", "/operator/keys"),
    ("", "/developer/"),
    ("", "/developer/samples"),
    ("e10", "/account/applications"),
    ("hub_audit", "/auditor/"),
]
# Lists whose first object is opened as well.
OBJECTS = [
    ("", "/notices"),
    ("e10", "/enterprise/orders"),
    ("e10", "/enterprise/redemptions"),
    ("e10", "/enterprise/applications"),
    ("i02", "/institution/orders?tab=waiting"),
    ("i02", "/institution/redemptions"),
    ("mas_admin", "/area/orders?tab=confirming"),
    ("mas_admin", "/area/redemptions"),
    ("expert01", "/expert/"),
    ("maanshan_finance", "/finance/batches"),
]


def names(pages):
    return [f"{account or 'visitor'}{path}" for account, path in pages]


def shot_name(account: str, path: str, width: int) -> str:
    plain = "-".join(part for part in path.partition("?")[0].split("/") if part) or "start"
    return f"{account or 'visitor'}-{plain}-{width}"


@pytest.mark.parametrize(("account", "path"), PAGES, ids=names(PAGES))
def test_a_page_is_accessible_narrow_enough_and_at_home(onlooker, account, path):
    look(onlooker(account), path, shot_name(account, path, 1366), 1366)


@pytest.mark.parametrize(("account", "path"), OBJECTS, ids=names(OBJECTS))
def test_an_object_page_too(onlooker, account, path):
    seen = onlooker(account)
    page = seen.open(path)
    link = page.locator("main table td a, main a.number").first.get_attribute("href")
    look(seen, link, shot_name(account, path, 1366) + "-one", 1366)


def look(seen, path: str, name: str, width: int) -> None:
    page = seen.open(path)
    faults = [f"1366: {fault}" for fault in seen.axe()]
    seen.shot(name)
    page.set_viewport_size({"width": 390, "height": 844})
    faults += [f"390: {fault}" for fault in seen.axe()]
    seen.shot(name.replace("1366", "390"))
    page.set_viewport_size({"width": 320, "height": 700})
    if seen.width() > 320:
        faults.append(f"320: the page is {seen.width()} wide")
    complaints = [text for text in seen.complaints if "404 (NOT FOUND)" not in text]
    assert not faults and not complaints and not seen.abroad, "\n" + "\n".join([*faults, *complaints, *seen.abroad])


def test_without_scripts_the_menu_opens_and_the_language_changes(window):
    seen = window("e10", width=390, scripts=False)
    page = seen.open("/enterprise/")
    assert not page.locator("#menu").is_visible()
    page.get_by_role("link", name="菜单").click()
    assert page.locator("#menu").is_visible()
    page.get_by_role("link", name="关闭菜单").click()
    assert not page.locator("#menu").is_visible()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en" and page.url.endswith("/enterprise/")


def test_escape_closes_the_menu_and_gives_the_focus_back(window):
    seen = window("e10", width=390)
    page = seen.open("/enterprise/")
    page.locator(".menu-button").click()
    page.keyboard.press("Escape")
    assert not page.locator("#menu").is_visible()
    assert page.evaluate("document.activeElement.className") == "menu-button"


def test_a_refusal_gets_the_focus(window):
    seen = window()
    page = seen.open("/login/hub")
    page.get_by_role("button", name="登录").last.click()
    page.wait_for_load_state("load")
    assert page.locator("[role=alert]").count() == 1
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.title().startswith("错误：")


def test_without_scripts_a_mistake_is_told_and_what_was_typed_is_kept(window):
    seen = window("e10", scripts=False)
    page = seen.open("/enterprise/orders/new?service=V02")
    page.locator("[data-action='order.place'] [name=quantity]").fill("很多")
    page.locator("[data-action='order.place'] button[type=submit]").click()
    assert page.locator("[data-error='input.invalid']").count() == 1
    assert page.locator("[data-action='order.place'] [name=quantity]").input_value() == "很多"


def test_a_tab_exchanges_the_content_and_the_address_follows(window):
    seen = window("i02")
    page = seen.open("/institution/orders")
    page.evaluate("window.same = true")
    with page.expect_response("**/institution/orders?*"):
        page.get_by_role("navigation", name="分类").get_by_role("link").nth(1).click()
    page.wait_for_url("**/institution/orders?*")
    assert page.locator("main#content").count() == 1 and page.locator("h1").count() == 1
    assert page.evaluate("window.same") is True
    assert page.locator(".tabs [aria-current=page]").count() == 1
    page.go_back()
    page.wait_for_url("**/institution/orders")
    assert not seen.complaints
