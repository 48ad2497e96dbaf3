"""An owner adds a webhook, tries it out, reads the log, sends again, rotates and removes; another finds nothing."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from hub import identity
from hub.identity import portals
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs import run_until_idle
from schemas.terms import Role
from tests.web.sample import session_of
from tests.webhooks.conftest import Receiver


@pytest.fixture
def owners(committing_app: Flask) -> Iterator[dict[str, FlaskClient]]:
    """Two owners of clients, each with a browser; the first has the client ``portala``."""
    committing_app.config["WTF_CSRF_ENABLED"] = False
    with committing_app.app_context(), scope.everything():
        with unit_of_work():
            ids: dict[str, UUID] = {}
            for name in ("owner", "rival"):
                account = identity.Account(username=name, display_name=name, registered_at=utc_now())
                db.session.add(account)
                db.session.flush()
                identity.grant_role(account=account, role=Role.CLIENT_OWNER, by=THE_HUB)
                ids[name] = account.id
            draft = portals.ClientDraft(
                name_zh="甲门户", name_en="Portal A", redirect_uris=("https://a.example/cb",), scopes=("openid", "org"),
                owner_id=ids["owner"],
            )  # fmt: skip
            portals.register_client(draft=draft, by=THE_HUB, client_id="portala")
        browsers = {name: committing_app.test_client() for name in ids}
        for name, browser in browsers.items():
            browser.set_cookie("hub_session", session_of(committing_app, name))
        yield browsers


def post(browser: FlaskClient, path: str, **typed: object) -> str:
    """Send a form as its page would; where it leads."""
    answer = browser.post(path, data={"idempotency_key": str(new_id()), **typed})
    assert answer.status_code == 303, answer.text[:2000]
    return answer.location


def state_on(browser: FlaskClient, path: str) -> str:
    return str(html.fromstring(browser.get(path).text).xpath("string(//article/@data-state)"))


def test_an_owner_walks_from_adding_a_webhook_to_removing_it(
    committing_app: Flask, owners: dict[str, FlaskClient], receiver: Receiver
):
    owner, base = owners["owner"], "/developer/clients/portala/webhooks"
    refused = owner.post(base, data={"url": "https://10.1.1.1/", "events": ["order.placed"]})
    assert refused.status_code == 422 and 'data-error="webhook.address"' in refused.text
    assert 'value="https://10.1.1.1/"' in refused.text  # what was typed is kept
    one = post(owner, base, url=receiver.url, events=["order.placed", "order.accepted"])
    assert receiver.url in owner.get(base).text
    trial = post(owner, f"{one}/test")
    assert state_on(owner, trial) == "OWED"
    run_until_idle(committing_app)
    seen = owner.get(trial).text
    assert state_on(owner, trial) == "DELIVERED" and "webhook.test" in seen and receiver.signatures[0][:40] in seen
    assert post(owner, f"{trial}/redeliver") == trial
    run_until_idle(committing_app)
    assert [message["id"] for message in receiver.messages] == [trial.rpartition("/")[2]] * 2
    post(owner, f"{one}/rotate", overlap="24")
    assert owner.post(f"{one}/rotate", data={"overlap": "24"}).status_code == 409
    post(owner, f"{one}/change", url=receiver.url, events=["order.placed"])
    assert state_on(owner, one) == "PAUSED"
    assert owner.post(f"{one}/remove", data={}).status_code == 422
    assert post(owner, f"{one}/remove", confirmed="true") == base
    assert state_on(owner, one) == "REMOVED" and "DELIVERED" in owner.get(f"{one}?state=DELIVERED").text
    for path in (base, one, trial):
        assert owners["rival"].get(path).status_code == 404
