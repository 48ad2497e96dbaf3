"""What every answer carries, what no answer tells, and what is refused before anybody reads it."""

import dataclasses
import io

import pytest

from hub.app import create_app
from hub.settings import load_settings
from hub.web.session_cookie import address_of

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def token(client) -> str:
    page = client.get("/probe/form").get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/static/hub.css", "/livez", "/api/v1/nothing", "/probe/fault"])
def test_every_answer_has_the_headers(client, path):
    client.application.config["PROPAGATE_EXCEPTIONS"] = None
    client.application.testing = False
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and "camera=()" in headers["Permissions-Policy"]


def test_pages_are_not_stored_and_vendored_files_are_for_ever(client):
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert (
        "immutable" in client.get("/static/vendor/bootstrap/5.3.8/dist/css/bootstrap.min.css").headers["Cache-Control"]
    )


def test_an_unforeseen_fault_tells_a_number_and_nothing_else(client, caplog):
    answer = client.get("/probe/fault")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500 and "系统出错" in page
    assert "ZeroDivision" not in page and "secret" not in page and "Traceback" not in page
    number = page.split("<code>")[1].split("</code>")[0]
    assert number in caplog.text


def test_programs_get_problem_json(client):
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404 and answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["code"] == "http.404"


def test_a_slow_statement_is_busy_and_not_a_fault(client):
    answer = client.get("/probe/no-database")
    assert answer.status_code == 503 and 'data-error="hub.busy"' in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "5"


def test_a_form_without_its_token_is_refused(client):
    answer = client.post("/probe/form", data={"title": "x"})
    assert answer.status_code == 400 and 'data-error="form.expired"' in answer.get_data(as_text=True)


def test_a_token_of_another_session_is_refused(client, probe_app):
    assert client.post("/probe/form", data={"csrf_token": token(probe_app.test_client())}).status_code == 400


def test_a_form_over_https_needs_a_referrer_of_our_own(client):
    body = {"csrf_token": token(client), "title": "a", "amount": "1", "place.street": "s"}
    over = {"base_url": "https://localhost"}
    assert client.post("/probe/form", data=body, **over).status_code == 400
    foreign = client.post("/probe/form", data=body, headers={"Referer": "https://elsewhere.example/x"}, **over)
    assert foreign.status_code == 400
    own = client.post("/probe/form", data=body, headers={"Referer": "https://localhost/probe/form"}, **over)
    assert own.status_code == 303


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("/probe/form", b"a=" + b"x" * 140_000, "application/x-www-form-urlencoded", 413),
        ("/probe/form", b"x" * 1_100_000, "application/octet-stream", 413),
        ("/probe/upload", b"x" * 54_000_000, "application/octet-stream", 413),
        ("/probe/upload", b"x" * 2_000_000, "application/octet-stream", 400),
    ],
)
def test_bodies_have_limits_and_only_upload_routes_take_large_ones(client, path, body, kind, status):
    assert client.post(path, data=body, content_type=kind).status_code == status


def test_a_body_that_does_not_say_its_length_is_refused(client):
    answer = client.post(
        "/probe/form",
        input_stream=io.BytesIO(b"a=" + b"x" * 200_000),
        headers={"Transfer-Encoding": "chunked"},
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 411


def test_a_form_of_too_many_parts_is_refused(client):
    data = {f"f{n}": (io.BytesIO(b"x"), "x.txt") for n in range(60)} | {"csrf_token": token(client)}
    assert client.post("/probe/upload", data=data).status_code == 413


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil", ""])
def test_other_hosts_are_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "FOO", "DELETE"])
def test_odd_methods_are_refused(client, method):
    assert client.open("/probe/form", method=method).status_code == 405


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9"), (3, "127.0.0.1")]
)
def test_who_calls_is_what_our_own_proxies_say_and_nobody_elses_header(session_database, proxies, seen):
    from tests.conftest import application_url

    settings = load_settings("testing")
    settings = dataclasses.replace(settings, web=dataclasses.replace(settings.web, proxies=proxies))
    app = create_app(settings, database_url=application_url(session_database))
    app.add_url_rule("/t/address", view_func=address_of)
    told = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert app.test_client().get("/t/address", headers=told).text == seen


def test_production_says_that_it_is_reached_over_https_only(session_database):
    from tests.conftest import application_url

    settings = load_settings("testing")
    settings = dataclasses.replace(settings, web=dataclasses.replace(settings.web, secure_cookies=True))
    client = create_app(settings, database_url=application_url(session_database)).test_client()
    answer = client.get("/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert (
        cookie.startswith("__Host-hub_form=")
        and "Secure" in cookie
        and "HttpOnly" in cookie
        and "SameSite=Lax" in cookie
    )


def test_the_language_is_chosen_in_the_header_and_kept(client):
    assert 'lang="zh-CN"' in client.get("/").text
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "en-GB"}).text
    answer = client.post(
        "/language",
        data={"csrf_token": token(client), "to": "en"},
        headers={"Referer": "http://localhost/probe/form?a=1"},
    )
    assert answer.status_code == 303 and answer.location == "/probe/form?a=1"
    assert 'lang="en"' in client.get("/").text


@pytest.mark.parametrize("came_from", ["https://evil.example/x", "http://localhost//evil.example", "javascript:x", ""])
def test_the_language_switch_leads_nowhere_else(client, came_from):
    answer = client.post("/language", data={"csrf_token": token(client), "to": "en"}, headers={"Referer": came_from})
    assert answer.location == "/"


def test_the_hub_says_whether_it_lives_and_can_serve(client):
    assert client.get("/livez").get_json() == {"status": "ok"} and client.get("/readyz").status_code == 200
