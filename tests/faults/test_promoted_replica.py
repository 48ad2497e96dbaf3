"""The primary dies in mid-batch and its replica is promoted: with synchronous commit nothing that was said is lost."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from hub import settlement
from hub.app import create_app
from hub.kernel.db import db, unit_of_work
from hub.kernel.schema import APPLICATION_ROLE, create_schema
from hub.settings import load_settings
from hub.settlement import run
from schemas.terms import BatchState
from tests.faults.clusters import Cluster, programs
from tests.settlement.makers import batch_of, settle, sign
from tests.settlement.test_killed import COMPUTING, figures, inside, two_payees

pytestmark = [
    pytest.mark.skipif("HUB_DISASTERS" not in os.environ, reason="half a minute: docs/settlement.md"),
    pytest.mark.skipif(programs() is None, reason="no initdb and pg_basebackup, neither in the wheel nor Debian's"),
]


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary that says "committed" only when its replica has it, and that replica."""
    found = programs()
    assert found is not None
    clusters = [Cluster(Path(tempfile.mkdtemp(prefix="hub-pair-")), found) for _ in range(2)]
    primary, replica = clusters
    try:
        primary.create()
        replica.replicate(primary)
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
        primary.ask("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 30
        while primary.ask("SELECT sync_state FROM pg_stat_replication") != [("quorum",)]:
            assert time.monotonic() < deadline, "the replica does not follow"
            time.sleep(0.1)
        yield primary, replica
    finally:
        for cluster in clusters:
            cluster.remove()


@pytest.fixture
def over_both(pair: tuple[Cluster, Cluster]) -> Iterator[Flask]:
    """A hub that names both servers and works with the one that writes."""
    owner = create_engine(
        f"postgresql+psycopg://postgres@/postgres?host={quote(str(pair[0].folder))}", poolclass=NullPool
    )
    with owner.begin() as connection:
        create_schema(connection)
    hosts = ",".join(str(cluster.folder) for cluster in pair)
    app = create_app(
        load_settings("testing"),
        database_url=f"postgresql+psycopg://{APPLICATION_ROLE}@/postgres?host={hosts}&port=5432,5432"
        "&target_session_attrs=read-write&connect_timeout=5",
    )
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("point", ["settlement.collecting", "settlement.posted", "settlement.computed"])
def test_a_replica_promoted_in_mid_batch_completes_it_and_has_lost_nothing(
    over_both: Flask, pair: tuple[Cluster, Cluster], point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert point in COMPUTING
    primary, replica = pair
    seen: list[str] = []

    def die(name: str) -> None:
        seen.append(name)
        if name == point and seen.count(name) == (2 if point == "settlement.collecting" else 1):
            primary.kill()
            replica.promote()

    with inside(over_both):
        with unit_of_work():
            two_payees("maanshan")
        said = db.session.execute(text("SELECT array_agg(id ORDER BY id) FROM payable")).scalar_one()
        db.session.remove()
        monkeypatch.setattr(run, "failpoint", die)
        try:
            made: UUID | None = settle()
        except OperationalError:
            made = None
        db.session.remove()
        assert (made is None) is (point != "settlement.computed")
        found = db.session.execute(text("SELECT array_agg(id ORDER BY id) FROM payable")).scalar_one()
        buckets = db.session.execute(text("SELECT count(*) FROM settle_bucket")).scalar_one()
        assert found == said
        assert buckets == {"settlement.collecting": 1}.get(point, 3), "every committed bucket is there"
        monkeypatch.undo()
        db.session.remove()
        batch = batch_of(settle())
        assert (batch.state, batch.total_fen) == (BatchState.COMPUTED, 4_400_00)
        assert made in (None, batch.id)
        assert (figures()["lines"], figures()["payouts"]) == ("3/440000", "2/440000")
        with unit_of_work():
            assert sign(batch).state is BatchState.SIGNED
        assert len(settlement.list_batches()) == 1
