"""Forms without a browser: reading, keeping what was typed, errors beside the field, one effect per key."""

import io
import threading

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.web.probe import DONE

GOOD = {"title": "检测", "amount": "3,000.50", "place.street": "长安街"}


def opened(client: FlaskClient, path: str = "/probe/form") -> html.HtmlElement:
    return html.fromstring(client.get(path).get_data(as_text=True))


def hidden(client: FlaskClient, path: str = "/probe/form") -> dict[str, str]:
    form = opened(client, path).xpath("//form[@data-action]")[0]
    return {name: form.fields[name] for name in ("csrf_token", "idempotency_key")}


def send(client: FlaskClient, **values: object):
    return client.post("/probe/form", data=hidden(client) | GOOD | values)


def test_a_form_shows_every_field_with_label_hint_and_the_right_control(client):
    page = opened(client)
    by_name = {e.get("name"): e for e in page.xpath("//form[@data-action]//*[@name]")}
    assert by_name["title"].get("aria-required") == "true" and by_name["title"].get("maxlength") == "10"
    assert by_name["amount"].get("inputmode") == "decimal"
    assert [o.get("value") for o in by_name["colour"]] == ["", "RED", "BLUE"]
    assert by_name["on"].get("type") == "date" and by_name["agreed"].get("type") == "checkbox"
    assert by_name["note"].tag == "textarea" and "place.street" in by_name and "rows.0.number" in by_name
    assert [e.get("value") for e in page.xpath("//input[@name='orders']")] == ["A", "B"]
    assert page.xpath(f"//*[@id='{by_name['title'].get('aria-describedby')}']")[0].text_content() == "简短"
    for control in page.xpath("//form[@data-action]//*[self::input or self::select or self::textarea][@id]"):
        assert page.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")


def test_what_was_sent_arrives_as_the_schema_reads_it(client):
    answer = send(
        client,
        colour="BLUE",
        on="2024-05-20",
        agreed="true",
        orders=["A", "B"],
        **{"rows.0.number": "1", "rows.0.amount": "5", "rows.7.number": "2", "rows.7.amount": "6.10"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    data = DONE[-1]
    assert data["amount"] == 300_050 and data["place"] == {"street": "长安街"} and data["orders"] == ["A", "B"]
    assert data["rows"] == [{"number": "1", "amount": 500}, {"number": "2", "amount": 610}]
    assert data["colour"].value == "BLUE" and str(data["on"]) == "2024-05-20" and data["agreed"] is True


def test_mistakes_are_told_beside_the_field_and_what_was_typed_is_kept(client):
    answer = send(client, title="太长了" * 5, amount="三千", note="别丢")
    page = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert page.xpath("//*[@role='alert']/@data-error") == ["input.invalid"]
    assert page.xpath("//title")[0].text.startswith("错误：")
    title = page.xpath("//input[@name='title']")[0]
    assert title.value == "太长了" * 5 and title.get("aria-invalid") == "true"
    assert "最多 10 个字" in page.xpath(f"//*[@id='{title.get('id')}-error']")[0].text
    shown = page.xpath("//form[@data-action]")[0].text_content()
    assert "两位小数，例如 3000.00。" in shown and " / " not in shown
    assert page.xpath("//textarea[@name='note']")[0].value == "别丢"
    assert page.xpath("//div[@class='error-summary']//a/@href")[0] == f"#{title.get('id')}"


def test_the_same_mistakes_in_english(client):
    client.set_cookie("hub_language", "en")
    page = send(client, title="", amount="x").get_data(as_text=True)
    assert "Fill in this field." in page and "Enter an amount in yuan" in page and "请" not in page.split("<main")[1]


def test_a_refusal_stands_on_the_page_with_its_code_and_beside_its_field(client):
    answer = send(client, title="refuse")
    page = html.fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert page.xpath("//*[@role='alert' and @data-error='probe.not_today']")[0].text == "今天不行：下雨。"
    assert page.xpath("//input[@name='title']")[0].value == "refuse"
    assert "今天不行" in page.xpath("//p[@class='error']")[0].text


def test_the_same_key_and_content_have_one_effect_and_one_answer(client):
    body = hidden(client) | GOOD
    before = len(DONE)
    first, second = client.post("/probe/form", data=body), client.post("/probe/form", data=body)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location and len(DONE) == before + 1


def test_the_same_key_with_other_content_is_refused(client):
    body = hidden(client) | GOOD
    client.post("/probe/form", data=body)
    answer = client.post("/probe/form", data=body | {"title": "另一"})
    assert answer.status_code == 422 and 'data-error="idempotency.other_body"' in answer.get_data(as_text=True)


def test_a_refused_attempt_may_be_mended_and_sent_with_the_same_key(client):
    body = hidden(client) | GOOD
    assert client.post("/probe/form", data=body | {"title": "refuse"}).status_code == 409
    assert client.post("/probe/form", data=body).status_code == 303


def test_two_clicks_at_the_same_moment_have_one_effect_and_one_answer(probe_app):
    client = probe_app.test_client()
    body = hidden(client) | GOOD
    cookie = client.get_cookie("hub_form").value
    before, answers, ready = len(DONE), [], threading.Barrier(2)

    def click() -> None:
        own = probe_app.test_client()
        own.set_cookie("hub_form", cookie)
        ready.wait()
        answers.append(own.post("/probe/form", data=body))

    threads = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [a.status_code for a in answers] == [303, 303]
    assert len({a.location for a in answers}) == 1 and len(DONE) == before + 1


def test_a_form_with_a_file_is_multipart_and_the_file_arrives(client):
    page = opened(client, "/probe/upload")
    assert page.xpath("//form[@data-action='probe.upload']/@enctype") == ["multipart/form-data"]
    body = hidden(client, "/probe/upload")
    missing = client.post("/probe/upload", data=body | {"paper": (io.BytesIO(), "")})
    assert "请填写此项" in missing.get_data(as_text=True)
    assert client.post("/probe/upload", data=body | {"paper": (io.BytesIO(b"x" * 70_000), "a.pdf")}).text == "70000"


@pytest.mark.parametrize("name", ["rows.99999999999.number", "rows.x.number", "rows.-1.number"])
def test_odd_row_numbers_are_not_rows(client, name):
    assert send(client, **{name: "1"}).status_code == 303
    assert DONE[-1]["rows"] == []
