"""Metadata and keys of a region: shared, refreshed, bridged in an outage, and not believed longer than they may be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from adapters.protocols import kept
from adapters.protocols.kept import DOCUMENTS, FRESH_SECONDS
from hub.federation.jobs import refresh_metadata
from hub.federation.models import RegionDocument
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from tests.conformance.joined.hostile import OIDC, Books, assert_refused, come_in, leave, way_back
from tests.federation.platforms import Platform


def test_a_key_that_the_region_withdrew_counts_no_longer_than_the_kept_copy(
    hub: Flask, regions: dict[str, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    idp = regions[OIDC].app.extensions["platform"].idp
    assert come_in(hub, OIDC).status_code == 303
    stolen = idp.key
    idp.rotate()
    published, idp.key = idp.key, stolen
    monkeypatch.setattr(idp, "jwks", lambda: {"keys": [published.as_dict(private=False)]})
    monkeypatch.setitem(regions[OIDC].app.view_functions, "/oidc/jwks", idp.jwks)
    ahead = [0.0]
    monkeypatch.setattr(DOCUMENTS, "_now", lambda: datetime.now(UTC).timestamp() + ahead[0])
    ahead[0] = FRESH_SECONDS + 1
    before, browser = Books(hub), hub.test_client()
    assert_refused(hub, browser, browser.get(way_back(leave(browser, OIDC), OIDC)), before, OIDC)


def test_a_new_process_finds_the_last_good_copies_while_the_region_is_down(
    hub: Flask, regions: dict[str, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub.app_context(), scope.everything():
        refresh_metadata(fire_at=datetime.now(UTC), key=None)
    with hub.app_context():
        shared = sorted(key.partition("#")[0] for key in db.session.scalars(select(RegionDocument.key)))
        assert [key.rpartition("/")[2] for key in shared] == ["openid-configuration", "jwks"]
        db.session.rollback()
    monkeypatch.setattr(DOCUMENTS, "_kept", {})
    regions[OIDC].fault("500", path="/oidc/.well-known")
    regions[OIDC].fault("500", path="/oidc/jwks")
    assert come_in(hub, OIDC).status_code == 303
    monkeypatch.setattr(DOCUMENTS, "_kept", {})
    monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
    assert come_in(hub, OIDC).status_code == 303
    monkeypatch.setattr(DOCUMENTS, "_kept", {})
    with hub.app_context(), unit_of_work():
        old = datetime.now(UTC) - timedelta(days=2)
        db.session.execute(text("UPDATE region_document SET fetched_at = :old"), {"old": old})
    browser, before = hub.test_client(), Books(hub)
    assert_refused(hub, browser, leave(browser, OIDC), before, OIDC)


def test_the_hourly_job_asks_every_region_and_one_that_is_down_stops_none(
    hub: Flask, regions: dict[str, Platform]
) -> None:
    regions[OIDC].fault("500")
    known = hub.extensions["directory"]
    twin = replace(known.regions[OIDC], code="twin", division="99", names=known.regions[OIDC].names)
    hub.extensions["directory"] = replace(known, regions={**known.regions, "twin": twin})
    try:
        with hub.app_context(), scope.everything():
            refresh_metadata(fire_at=datetime.now(UTC), key=None)
    finally:
        hub.extensions["directory"] = known
    assert len(regions[OIDC].seen()) >= 2
