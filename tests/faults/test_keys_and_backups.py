"""A signing key that is rotated or revoked under way, and a hub that was restored from a backup in mid-batch."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import make_url

from hub import ledger, settlement
from hub.kernel.crypto import verify
from hub.kernel.crypto.intl import IntlProvider
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.settlement import Batch
from hub.settlement.approving import PURPOSE
from hub.settlement.errors import DocumentChanged
from schemas.terms import BatchState
from tests.conftest import own_application
from tests.federation.platforms import Platform, platforms, point_at
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import APRIL, OFFICER, Case, batch_of, settle, sign, unit, unit_id
from tests.settlement.test_killed import inside


def provider_with(app: Flask, *, seeds: str) -> IntlProvider:
    """Crypto whose signing seeds are these, the newest first; ``{}`` stands for the present ones."""
    secrets = app.config["HUB"].secrets
    return IntlProvider(replace(secrets, signing_seed=seeds.format(secrets.signing_seed)))


@pytest.fixture
def march(session: None, app: Flask) -> Iterator[Batch]:
    """A batch signed with the key of the day; the crypto of the application comes back afterwards."""
    at("2021-03-04T10:00:00+08:00")
    Case().owed(unit("I02").id, 1_000)
    before = app.extensions.get("crypto")
    yield sign(batch_of(settle()))
    app.extensions["crypto"] = before


NEW = "a-new-signing-seed-of-enough-bytes-000000000000"


def test_what_an_older_key_signed_still_counts_and_the_new_key_signs_from_now_on(march: Batch, app: Flask) -> None:
    app.extensions["crypto"] = provider_with(app, seeds=f"{NEW} {{}}")
    settlement.take_instruction(batch=march, by=OFFICER)
    assert march.state is BatchState.SENT
    Case(Voucher(10_000)).owed(unit_id("I02"), 70, "2021-04-02T10:00:00+08:00", "2021-05-10T00:00:00+08:00")
    at("2021-05-15T03:00:00+08:00")
    later = sign(batch_of(settle("2021-05-15T03:00:00+08:00", period=APRIL)))
    assert march.signature and later.signature
    assert march.signature.partition("..")[0] != later.signature.partition("..")[0], "another key is named"
    assert verify(settlement.document_of(later), later.signature, purpose=PURPOSE)


def test_what_a_revoked_key_signed_is_not_sent_any_more(march: Batch, app: Flask) -> None:
    app.extensions["crypto"] = provider_with(app, seeds=NEW)
    with pytest.raises(DocumentChanged):
        settlement.take_instruction(batch=march, by=OFFICER)
    assert march.state is BatchState.SIGNED


@pytest.fixture
def jiangsu() -> Iterator[dict[str, Platform]]:
    """The platforms of the payer and of a payee."""
    with platforms("jiangsu", "shanghai") as found:
        yield found


def test_a_hub_restored_from_a_backup_in_mid_batch_pays_nothing_twice(
    committing_app: Flask, jiangsu: dict[str, Platform]
) -> None:
    point_at(committing_app, jiangsu)
    with inside(committing_app), unit_of_work():
        at("2021-03-04T10:00:00+08:00")
        Case(Voucher(100_000_00, area="jiangsu")).owed(unit("I01").id, 1_000_00, region="shanghai")
        at("2021-04-15T03:00:00+08:00")
        made = settle(payer_area="jiangsu")
        with unit_of_work():
            sign(batch_of(made))
    with committing_app.app_context():
        db.engine.dispose()
    source = make_url(committing_app.config["SQLALCHEMY_DATABASE_URI"]).database
    with own_application(source) as restored:  # the backup: signed, not sent
        first = carried_on(committing_app, made, jiangsu["jiangsu"])
        point_at(restored, jiangsu)
        assert carried_on(restored, made, jiangsu["jiangsu"]) == first
    paid = [payment.amount_fen for payment in jiangsu["jiangsu"].state.treasury.payments]
    assert paid == [1_000_00], "the treasury has paid once"


def carried_on(app: Flask, batch_id: object, treasury: Platform) -> tuple[BatchState, list[tuple[str, int]]]:
    """Send, hear the answers, import the bank's statement; how the batch ends and what it paid."""
    run_until_idle(app)
    with inside(app):
        batch = db.session.get_one(Batch, batch_id)
        assert batch.state is BatchState.ACKED
        content = treasury.get(f"/_sim/bank-statement?batch={batch.no}").content
        with unit_of_work():
            result = settlement.import_statement(
                stream=io.BytesIO(content), file_name="statement.csv", payer_area="jiangsu", by=OFFICER
            )
        assert (result.matched, result.blocked) == (1, 0)
        assert ledger.verify() == []
        return batch_of(batch.id).state, [(one.ext_ref, one.amount_fen) for one in settlement.list_payouts(batch)]
