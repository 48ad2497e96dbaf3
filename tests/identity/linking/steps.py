"""An enterprise with an old hub account that comes in by a region, and the steps of binding as a browser takes them."""

import threading
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from hub import identity
from hub.audit import AuditEvent
from hub.identity import ExternalIdentity, WebSession
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from schemas.terms import Role
from tests.federation.platforms import Platform
from tests.identity.coming_in import at_region, come_in, newest_code
from tests.identity.conftest import Somebody

E06 = "91320509MA9QY1064N"
PASSWORD = "a long sentence for tests"
OLD_PHONE, REGION_PHONE = "19900002001", "19900000106"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Old:
    """The old account of a test."""

    username: str
    account_id: Any
    unit_id: Any


def make_old(app: Flask, username: str = "old-e06", *, uscc: str = E06, role: Role = Role.HOLDER_ADMIN) -> Old:
    """A unit that registered at the hub, with somebody who signs in with a password."""
    with app.app_context(), scope.everything(), unit_of_work():
        unit = identity.find_organization_by_uscc(uscc) or identity.create_organization(
            uscc=uscc, name="松陵光电科技", division=uscc[2:8], by=THE_HUB
        )
        account = identity.create_account(username=username, display_name="宋示湄", password=PASSWORD)
        identity.set_phone(account, OLD_PHONE)
        identity.grant_role(account=account, role=role, organization_id=unit.id, by=THE_HUB)
        return Old(username, account.id, unit.id)


def meet(client: FlaskClient, region: str = "jiangsu", key: str = "e06", target: str = "") -> str:
    """Come in by the region and land on the bind page; gives its address."""
    answer = come_in(client, region, key, target)
    assert answer.status_code == 303 and answer.location.startswith("/login/link/"), answer.text
    return str(answer.location)


def prove(client: FlaskClient, page: str, username: str = "old-e06", password: str = PASSWORD) -> Any:
    """Give the old account's password."""
    return client.post(f"{page}/account", data={"username": username, "password": password})


def ask_code(client: FlaskClient, page: str) -> Any:
    """Have the code sent."""
    return client.post(f"{page}/code")


def give_code(client: FlaskClient, page: str, code: str, **more: str) -> Any:
    """Give the code."""
    return client.post(page, data={"code": code, **more})


def bind(app: Flask, client: FlaskClient, region: str = "jiangsu", key: str = "e06") -> Any:
    """All steps."""
    page = meet(client, region, key)
    assert prove(client, page).status_code == 303
    assert ask_code(client, page).status_code == 303
    return give_code(client, page, newest_code(app))


def ask_office(client: FlaskClient, page: str, old_username: str = "old-e06") -> Any:
    """Send evidence to the office."""
    sent = {"old_username": old_username, "note": "原手机已停用", "evidence": (BytesIO(PDF), "授权书.pdf")}
    return client.post(f"{page}/office", data=sent)


def change_person(platform: Platform, key: str, username: str | None = None, **changes: Any) -> None:
    """Let the region say something else of a person, or add a colleague with another username."""
    people = platform.state.people
    values = {**vars(people[key]), "username": username or key, **changes}
    if username is not None:
        values["password"] = f"Region-{username}-2024"
    people[username or key] = type(people[key])(**values)


def texts_to(app: Flask, phone: str) -> list[str]:
    """The templates of the text messages to a phone, oldest first."""
    with app.app_context(), scope.everything():
        sent = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at))
        return [one.template for one in sent if one.phone == phone]


def freshen(app: Flask, account_id: Any) -> None:
    """As if a texted code had just been given in every session of this person."""
    with app.app_context(), unit_of_work():
        mine = update(WebSession).where(WebSession.account_id == account_id)
        db.session.execute(mine.values(code_confirmed_at=utc_now(), assurance="substantial"))


def in_threads(*actions: Any) -> None:
    """Run all at the same moment."""
    barrier = threading.Barrier(len(actions))

    def run(action: Any) -> None:
        barrier.wait()
        action()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def somebody(old: Old) -> Somebody:
    """The person behind an old account, to sign in with its password."""
    return Somebody(old.username, PASSWORD, old.account_id, old.unit_id, None)


def identities_of(app: Flask, account_id: Any) -> list[ExternalIdentity]:
    """The accounts of regions that are bound to this one."""
    with app.app_context(), scope.everything():
        return identity.list_external_identities(account_id)


def events_of(app: Flask, account_id: Any) -> list[str]:
    """What was written down about this account, oldest first."""
    with app.app_context(), scope.everything():
        found = select(AuditEvent.event).where(AuditEvent.subject_id == account_id).order_by(AuditEvent.at)
        return list(db.session.scalars(found))


def leave_to_connect(client: FlaskClient, region: str = "shanghai") -> str:
    """Press connect; gives the address at the region."""
    page = client.post(f"/account/identities/connect/{region}")
    assert page.status_code == 200, (page.status_code, page.location)
    return str(page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0]).replace("&amp;", "&")


def connect(client: FlaskClient, region: str = "shanghai", key: str = "e04") -> Any:
    """Connect, all the way."""
    return client.get(at_region(leave_to_connect(client, region), key))


def regions_of(app: Flask, old: Old) -> list[str]:
    """The regions whose accounts are bound to this one."""
    with app.app_context(), scope.everything():
        return sorted(one.region for one in identity.list_external_identities(old.account_id))


def identity_of(app: Flask, old: Old, region: str) -> str:
    """The id of the bound account of a region."""
    with app.app_context(), scope.everything():
        found = identity.list_external_identities(old.account_id)
        return str(next(one.id for one in found if one.region == region))


def unlink(client: FlaskClient, identity_id: str) -> Any:
    """Take it off."""
    return client.post(f"/account/identities/{identity_id}/unlink")


def make_link_only(app: Flask, region: str) -> None:
    """Let a region be for linking only."""
    known = app.extensions["directory"]
    login = replace(known.regions[region].login, link_only=True)
    regions = {**known.regions, region: replace(known.regions[region], login=login)}
    app.extensions["directory"] = replace(known, regions=regions)
