"""The samples on the developer pages are run as they stand, one after the other, against a hub that listens."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import ECKey
from lxml import html
from werkzeug.serving import make_server

from hub import identity
from hub.app import create_app
from hub.identity import portals
from hub.identity.provider.clients import register_client
from hub.identity.provider.keys import sign_jwt
from hub.identity.provider.logout_delivery import logout_claims
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from hub.web.developer.samples import samples_for
from schemas.terms import Role
from tests.architecture.sources import ROOT
from tests.conftest import application_url, clone_database, drop_database
from tests.identity.conftest import new_uscc
from tests.identity.provider_admin.conftest import DRAFT
from tests.live import free_port
from tests.web.sample import session_of


@pytest.fixture(scope="module")
def hub() -> Iterator[Flask]:
    """A hub that listens where its settings say."""
    name, port = clone_database(), free_port()
    settings = load_settings("testing")
    settings = replace(settings, web=replace(settings.web, base_url=f"http://127.0.0.1:{port}"))
    app = create_app(settings, database_url=application_url(name))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with app.app_context(), scope.everything():
        with unit_of_work():
            account = identity.Account(username="somebody", display_name="某人", registered_at=utc_now())
            db.session.add(account)
            unit = identity.create_organization(
                uscc=new_uscc("340500", 7), name="示例单位", division="340500", by=THE_HUB
            )
            identity.grant_role(account=account, role=Role.HOLDER_ADMIN, organization_id=unit.id, by=THE_HUB)
        yield app
        db.session.remove()
    server.shutdown()
    thread.join(5)
    with app.app_context():
        db.engine.dispose()
    drop_database(name)


class Shell:
    """Runs samples as a developer would; what they are told and learn stands in the environment."""

    def __init__(self, client: portals.OAuthClient, folder: Any, **environment: str) -> None:
        self.samples = {sample.name: sample.code for sample in samples_for(client)}
        self.folder = folder
        path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
        self.environment = {"PATH": path, "HUB_CLIENT_ID": client.client_id, **environment}
        for name, code in self.samples.items():
            (folder / name).write_text(code + "\n")

    def run(self, name: str) -> str:
        """What a sample prints."""
        command = ["bash" if name.endswith(".sh") else sys.executable, name]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, (name, done.stderr, done.stdout)
        return done.stdout

    def answer(self, name: str) -> dict[str, Any]:
        """The JSON that a sample prints."""
        found: dict[str, Any] = json.loads(self.run(name))
        return found

    def learn(self, **values: str) -> None:
        """Note values for the samples that follow."""
        self.environment |= values


def test_every_sample_of_a_portal_works(hub: Flask, tmp_path: Any):
    scopes = ("openid", "org", "person", "offline_access", "order.read", "order.write", "voucher.read")
    with unit_of_work():
        draft = replace(DRAFT, scopes=scopes, trusted=True, post_logout_redirect_uris=("https://portal.example/",))
        client, secret = register_client(draft=draft, by=THE_HUB)
    shell = Shell(client, tmp_path, HUB_CLIENT_SECRET=secret or "")
    assert '"issuer"' in shell.run("discovery.sh")
    shell.learn(**dict(line.removeprefix("export ").split("=", 1) for line in shell.run("pkce.py").splitlines()))
    shell.learn(REQUEST_URI=shell.answer("par.sh")["request_uri"])
    browser = requests.Session()
    browser.cookies.set("hub_session", session_of(hub, "somebody"))
    sent_to = browser.get(shell.run("authorize.sh").strip(), allow_redirects=False, timeout=20)
    while sent_to.is_redirect and not sent_to.headers["Location"].startswith("https://portal.example"):
        address = requests.compat.urljoin(sent_to.url, sent_to.headers["Location"])
        sent_to = browser.get(address, allow_redirects=False, timeout=20)
    query = dict(parse_qsl(urlsplit(_address(sent_to)).query))
    read: dict[str, Any] = {}
    exec(shell.samples["callback.py"], read)  # noqa: S102 - our own sample
    shell.learn(CODE=read["code_of"](query, shell.environment["STATE"]))
    with pytest.raises(ValueError, match="not made for this login"):
        read["code_of"]({**query, "iss": "https://elsewhere.example"}, shell.environment["STATE"])
    tokens = shell.answer("token.sh")
    shell.learn(ACCESS_TOKEN=tokens["access_token"], REFRESH_TOKEN=tokens["refresh_token"])
    shell.learn(ID_TOKEN=tokens["id_token"])
    claims = shell.answer("id_token.py")
    assert shell.answer("userinfo.sh")["sub"] == claims["sub"]
    shell.run("api.sh")
    assert "items" in shell.answer("entitlements.sh")
    shell.learn(ACCESS_TOKEN=shell.answer("refresh.sh")["access_token"])
    assert shell.answer("introspect.sh")["active"] is True
    shell.run("revoke.sh")
    assert shell.answer("introspect.sh") == {"active": False}
    assert browser.get(shell.run("logout.sh").strip(), allow_redirects=False, timeout=20).status_code < 400
    exec(shell.samples["logout_token.py"], read)  # noqa: S102
    with unit_of_work():
        token = sign_jwt(logout_claims(audience=client.client_id, sid="s", subject="p"), typ="logout+jwt")
        other = sign_jwt(logout_claims(audience="another", sid="s", subject="p"), typ="logout+jwt")
    assert read["session_to_end"](token, client.client_id) == ("s", "p")
    with pytest.raises(Exception, match="aud"):
        read["session_to_end"](other, client.client_id)


def _address(answer: requests.Response) -> str:
    """Where the browser is sent, by a redirect or by the page that names the address."""
    if answer.is_redirect:
        return answer.headers["Location"]
    found = html.fromstring(answer.text).xpath("//a[starts-with(@href, 'https://portal.example')]/@href")
    assert found, answer.text[:500]
    return str(found[0])


def test_the_samples_of_a_service_with_a_key_of_its_own_work(hub: Flask, tmp_path: Any):
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}, private=True)
    (tmp_path / "private_jwk.json").write_text(json.dumps(key.as_dict(private=True)))
    draft = portals.ClientDraft(
        name_zh="推送服务", name_en="Pushes", auth_method="private_key_jwt", scopes=("webhook.manage",),
        jwks={"keys": [key.as_dict(private=False)]},
    )  # fmt: skip
    with unit_of_work():
        client, secret = register_client(draft=draft, by=THE_HUB)
    assert secret is None
    shell = Shell(client, tmp_path)
    assert set(shell.samples) == {
        *("environment.sh", "discovery.sh", "assertion.py", "client_credentials.sh"),
        *("webhook_add.sh", "webhook_test.sh", "webhook.py"),
    }  # fmt: skip
    token = shell.answer("client_credentials.sh")
    assert token["token_type"] == "Bearer" and token["scope"] == "webhook.manage"
    shell.learn(CLIENT_TOKEN=token["access_token"], WEBHOOK_URL="http://127.0.0.1:1/hooks", WEBHOOK_KEY="k")
    webhook = shell.answer("webhook_add.sh")
    shell.learn(WEBHOOK_ID=webhook["id"], TEST_KEY="t")
    assert shell.answer("webhook_test.sh")["event"] == "webhook.test"
    in_docs = ROOT / "docs" / "sample-portal" / "webhook.py"
    assert shell.samples["webhook.py"] == in_docs.read_text().strip()


def test_a_trial_against_a_hub_that_answers_finds_nothing_wrong(hub: Flask):
    with unit_of_work():
        client, _ = register_client(draft=DRAFT, by=THE_HUB)
    with hub.test_request_context("/operator/clients"), unit_of_work():
        trial = portals.prepare_trial(portals.get_client(client.client_id))
    with hub.test_request_context("/operator/clients"):
        found = portals.finish_trial(trial)
    assert [finding.en for finding in found if not finding.ok] == []
    assert len(found) == 5


def test_a_trial_says_in_a_sentence_what_is_wrong(hub: Flask):
    with unit_of_work():
        draft = replace(DRAFT, backchannel_logout_uri="http://127.0.0.1:1/logout")
        client, _ = register_client(draft=draft, by=THE_HUB)
    with hub.test_request_context("/operator/clients"), unit_of_work():
        trial = portals.prepare_trial(portals.get_client(client.client_id))
    with hub.test_request_context("/operator/clients"):
        (fault,) = [finding for finding in portals.finish_trial(trial) if not finding.ok]
    assert "cannot be delivered" in fault.en and "无法送达" in fault.zh
