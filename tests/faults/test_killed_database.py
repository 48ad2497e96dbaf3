"""PostgreSQL is killed again and again while a hub settles, signs and imports: what was said to be done stays done."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from hub import ledger
from hub.app import create_app
from hub.kernel.db import db
from hub.kernel.schema import APPLICATION_ROLE, create_schema
from hub.settings import load_settings
from tests.conftest import ROOT
from tests.faults.clusters import Cluster, programs
from tests.settlement.test_killed import inside

KILLS = int(os.environ.get("HUB_KILLS", "50"))
pytestmark = [
    pytest.mark.skipif("HUB_DISASTERS" not in os.environ, reason="minutes: docs/settlement.md"),
    pytest.mark.skipif(programs() is None, reason="no initdb and pg_basebackup, neither in the wheel nor Debian's"),
]
# A hub that settles month after month and says aloud what has been committed; it outlives its database.
HUB = """
import sys, time
from datetime import date, datetime, timedelta
from sqlalchemy.exc import DBAPIError
from hub import settlement
from hub.app import create_app
from hub.kernel.db import db, unit_of_work
from hub.settings import load_settings
from schemas.terms import BatchState, PayoutState
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import Case, OFFICER, bank, batch_of, row, settle, sign, unit
from tests.settlement.test_killed import inside

def say(*words):
    print(*words, flush=True)

def until_done(action):
    while True:
        try:
            with inside(app):
                return action()
        except DBAPIError:
            time.sleep(0.05)

def owe(n):
    with unit_of_work():
        at("2021-04-15T03:00:00+08:00")
        return case.owed(payee, 100 + n, eligible=f"2021-04-10T00:00:{n % 60:02}+08:00")

def begin():
    with unit_of_work():
        at("2021-03-04T10:00:00+08:00")
        case.voucher.grant()
        return unit("I02").id

def step(batch_id, act):
    with unit_of_work():
        batch = batch_of(batch_id)
        act(batch)
        return batch.state

def instructed(batch):
    if batch.state is BatchState.COMPUTED:
        sign(batch)
    elif batch.state is BatchState.SIGNED:
        settlement.take_instruction(batch=batch, by=OFFICER)
    elif batch.state is BatchState.SENT:
        settlement.acknowledge_batch(batch=batch, by=OFFICER)
    else:
        bank(*[row(one) for one in settlement.list_payouts(batch) if one.state is PayoutState.ACCEPTED])

app = create_app(load_settings("testing"), database_url=sys.argv[1])
case = Case(Voucher(10**11))
payee = until_done(begin)
n = 0
while True:
    for _ in range(3):
        n += 1
        say("owed", until_done(lambda: owe(n)))
    made = until_done(lambda: settlement.run_settlement(
        payer_area="maanshan", kind="institution", period=date(2021, 3, 1),
        fire_at=datetime.fromisoformat("2021-04-15T02:00:00+08:00"), extra=n))
    say("batch", made)
    while until_done(lambda: batch_of(made).state) is not BatchState.CLOSED:
        say("moved", made, until_done(lambda: step(made, instructed)))
"""


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A server of our own."""
    found = programs()
    assert found is not None
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="hub-kill-")), found)
    cluster.create()
    yield cluster
    cluster.remove()
    shutil.rmtree(cluster.folder, ignore_errors=True)


def test_a_database_killed_again_and_again_loses_nothing_that_was_said(server: Cluster) -> None:
    place = f"postgres?host={quote(str(server.folder))}"
    owner = create_engine(f"postgresql+psycopg://postgres@/{place}", poolclass=NullPool)
    with owner.begin() as connection:
        create_schema(connection)
    url = f"postgresql+psycopg://{APPLICATION_ROLE}@/{place}"
    said = server.folder / "said"
    draw = random.Random(7)
    with said.open("w") as out:
        hub = subprocess.Popen([sys.executable, "-c", HUB, url], cwd=ROOT, stdout=out)
        try:
            for _ in range(KILLS):
                time.sleep(draw.uniform(0.2, 1.5))
                assert hub.poll() is None, "the hub ended"
                server.kill()
                server.start()
        finally:
            hub.kill()
            hub.wait()
    lines = [line.split() for line in said.read_text().splitlines() if line.count(" ")]
    assert {words[0] for words in lines} == {"owed", "batch", "moved"}, "each kind of thing was done"
    app = create_app(load_settings("testing"), database_url=url)
    with inside(app):
        assert ledger.verify() == []
        owed = set(db.session.execute(text("SELECT redemption_id::text FROM payable")).scalars())
        batches = dict(db.session.execute(text("SELECT id::text, state FROM settle_batch")).all())
        assert {words[1] for words in lines if words[0] == "owed"} <= owed
        assert {words[1] for words in lines if words[0] == "batch"} <= set(batches)
        closed = {words[1] for words in lines if words[0] == "moved" and words[2] == "CLOSED"}
        assert closed and {batches[no] for no in closed} == {"CLOSED"}
        db.engine.dispose()
