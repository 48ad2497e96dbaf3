"""What the public pages say of a service and its instruments (JS-40, JS-41, CSJ-19)."""

import pytest
from flask import Flask

from tests.web.sample import ClientDriver


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "/services/V06",
            ["生物相容性试验", "武进生物相容性检测有限公司", "15,000.00", "样品", "55 天", "该价格为参考价"],
        ),
        ("/services/V02", ["电子检测", "3,000.00", "高低温湿热试验箱", "TH-800", "示例环境设备厂"]),
        ("/services/V04", ["面议", "低速风洞"]),
        ("/instruments/N6", ["TH-800", "示例环境设备厂", "示例路2号", "3000.00元/项", "10 天"]),
    ],
)
def test_a_service_and_its_instruments_are_described(hub_app: Flask, path: str, words: list[str]) -> None:
    page = ClientDriver(hub_app).open(path)
    assert page.status == 200
    assert [word for word in words if word not in page.words] == []


@pytest.mark.parametrize(
    ("words", "number"), [("电子检测", "V02"), ("南湖电子检测", "V02"), ("高低温湿热试验箱", "V02")]
)
def test_a_service_is_found_by_its_own_name_its_shops_and_its_instruments(
    hub_app: Flask, words: str, number: str
) -> None:
    page = ClientDriver(hub_app).open(f"/services?words={words}")
    assert number in page.tree.xpath("//*[@data-object='service']/@data-no")
    detail = ClientDriver(hub_app).open(f"/services/{number}")
    assert detail.tree.xpath(f"//a[@href='/enterprise/orders/new?service={number}']")


def test_a_service_says_since_when_it_is_listed_and_how_often_it_was_looked_at(hub_app: Flask) -> None:
    page = ClientDriver(hub_app).open("/services/V08")
    wanted = ["100.00", "/项", "天津市", "2021-01-04", "浏览量", "仪器共享", "创新券", "津门动力试验中心"]
    assert [word for word in wanted if word not in page.words] == []
    assert page.tree.xpath("//*[@data-figure='views']")
