"""Promises about logging in: who the platform says has come, and that a foreign way back brings nobody."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

from adapters.conformance import Subject
from adapters.contract import AdapterError, Callback, Capability, LoginRequest, Redirect
from adapters.promises.promise import promises
from adapters.promises.seeing import refused

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
RETURN_URL = "http://127.0.0.1:8000/login/x/callback"


def _there(region: Subject, redirect: Redirect) -> dict[str, str]:
    """What the browser brings back from the platform's login page."""
    person = next(iter(region.platform.people.values()))
    data = {**redirect.fields, "username": person.username, "password": person.password}
    answer = region.post(redirect.url, data)
    assert answer.status_code in (302, 303), f"the platform's login page answered {answer.status_code}"
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def _who(region: Subject) -> None:
    redirect = region.adapter.begin_login(LoginRequest("state-1", "nonce-1", CHALLENGE, RETURN_URL))
    remember = {**redirect.remember, "code_verifier": VERIFIER}
    back = _there(region, redirect)
    found = region.adapter.finish_login(Callback(back), remember)
    person = next(iter(region.platform.people.values()))
    assert found.issuer and found.subject and found.uscc == person.uscc
    with refused(AdapterError):
        region.adapter.finish_login(Callback(back), remember)


def _not_ours(region: Subject) -> None:
    redirect = region.adapter.begin_login(LoginRequest("state-1", "nonce-1", CHALLENGE, RETURN_URL))
    back = _there(region, redirect)
    spoiled = {name: value if name in ("state", "iss") else value[::-1] for name, value in back.items()}
    with refused(AdapterError):
        region.adapter.finish_login(Callback(spoiled), {**redirect.remember, "code_verifier": VERIFIER})


PROMISES = promises(
    ("who logs in there is told with subject and unit, once", Capability.LOGIN, _who),
    ("a way back that the platform did not give brings nobody", Capability.LOGIN, _not_ours),
)
