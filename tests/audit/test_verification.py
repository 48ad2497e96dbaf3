"""What the owner of the tables does behind the hub's back is found, and the first broken row is named."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from hub import audit
from hub.kernel import scope
from hub.kernel.db import db
from tests.audit.makers import as_owner, move_money, proof_of, seal_all, write_events

Fault = Callable[[Flask, list[str]], None]


@pytest.fixture
def sealed(hub_app: Flask) -> tuple[Flask, list[str]]:
    """Three seals over six events and some money; the ids of the events in order."""
    for _ in range(3):
        write_events(hub_app, 2)
        move_money(hub_app)
        seal_all(hub_app)
    with hub_app.app_context(), scope.everything():
        assert audit.verify_record().findings == []
        ids = db.session.execute(db.text("SELECT key FROM sealed_row WHERE source = 'audit_event' ORDER BY seq"))
        return hub_app, list(ids.scalars())


def edit(table: str, change: str) -> Fault:
    def plant(app: Flask, _ids: list[str]) -> None:
        first = f"(SELECT min(key) FROM sealed_row WHERE source = '{table}')"
        as_owner(app, f"UPDATE {table} SET {change} WHERE id::text = {first}")

    return plant


def sql(*statements: str) -> Fault:
    def plant(app: Flask, ids: list[str]) -> None:
        as_owner(app, *(statement.format(ids=ids) for statement in statements))

    return plant


LAST = "(SELECT max(n) FROM seal)"
ROWS_OF_LAST = f"seq >= (SELECT first_seq FROM seal WHERE n = {LAST})"
FAULTS: dict[str, tuple[Fault, str]] = {
    "an event is edited": (
        sql("UPDATE audit_event SET reason = 'x' WHERE id = '{ids[3]}'"),
        "Row {ids[3]} of audit_event was changed",
    ),
    "an amount is edited": (edit("transfer", "amount_fen = amount_fen + 1"), "of transfer was changed"),
    "a journal entry is moved to another day": (edit("ltx", "business_date = '2020-01-01'"), "of ltx was changed"),
    "two events are edited: the first is named": (
        sql("UPDATE audit_event SET reason = 'x' WHERE id IN ('{ids[4]}', '{ids[1]}')"),
        "Row {ids[1]} of audit_event was changed",
    ),
    "an event is deleted": (
        sql("DELETE FROM audit_event WHERE id = '{ids[2]}'"),
        "Row {ids[2]} of audit_event was sealed and is gone",
    ),
    "the newest event is deleted": (
        sql("DELETE FROM audit_event WHERE id = '{ids[5]}'"),
        "Row {ids[5]} of audit_event was sealed and is gone",
    ),
    "two events change places": (
        sql(
            "UPDATE sealed_row SET seq = -1 WHERE key = '{ids[0]}'",
            "UPDATE sealed_row r SET seq = (SELECT min(seq) FROM generate_series(1, 99) AS g(seq)"
            " WHERE NOT EXISTS (SELECT FROM sealed_row o WHERE o.seq = g.seq)) WHERE key = '{ids[1]}'",
            "UPDATE sealed_row r SET seq = (SELECT min(seq) FROM generate_series(1, 99) AS g(seq)"
            " WHERE NOT EXISTS (SELECT FROM sealed_row o WHERE o.seq = g.seq)) WHERE key = '{ids[0]}'",
        ),
        "audit_event {ids[0]}",
    ),
    "an event is put into the past": (
        sql(
            "INSERT INTO audit_event (id, event, at, business_date, actor_name, actor_roles, areas, organizations,"
            " subject, subject_id, seal_xid) SELECT gen_random_uuid(), event, at, business_date, actor_name,"
            " actor_roles, areas, organizations, subject, subject_id, seal_xid FROM audit_event WHERE id = '{ids[0]}'"
        ),
        "was put in later",
    ),
    "an event claims a transaction that never was": (
        sql(
            "INSERT INTO audit_event (id, event, at, business_date, actor_name, actor_roles, areas, organizations,"
            " subject, subject_id, seal_xid) SELECT gen_random_uuid(), event, at, business_date, actor_name,"
            " actor_roles, areas, organizations, subject, subject_id, 4000000000000 FROM audit_event"
            " WHERE id = '{ids[0]}'"
        ),
        "was put in later",
    ),
    "an event and its hash are edited together": (
        sql(
            "UPDATE audit_event SET reason = 'x' WHERE id = '{ids[0]}'",
            "UPDATE sealed_row SET sha256 = sha256('x') WHERE key = '{ids[0]}'",
        ),
        "The hashes of seal",
    ),
    "a seal's root is rewritten": (
        sql("UPDATE seal SET root_sha256 = repeat('0', 64) WHERE n = 2"), "Seal 2 is not what was signed"
    ),
    "a seal's hash is rewritten with its root": (
        sql("UPDATE seal SET root_sha256 = repeat('0', 64), sha256 = repeat('1', 64) WHERE n = 2"),
        "Seal 2 is not what was signed",
    ),
    "a seal in the middle is taken away": (sql("DELETE FROM seal WHERE n = 2"), "Seal 2 is missing"),
    "the newest seal is taken away": (sql(f"DELETE FROM seal WHERE n = {LAST}"), "has no seal that holds"),
    "the end is cut off, rows, places and seal": (
        sql(
            f"DELETE FROM transfer WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
            f"DELETE FROM audit_event WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
            f"DELETE FROM ltx WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
            f"DELETE FROM sealed_row WHERE {ROWS_OF_LAST}",
            f"DELETE FROM seal WHERE n = {LAST}",
        ),
        "it was cut",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_behind_the_hubs_back_is_found_and_named(sealed, fault):
    app, ids = sealed
    plant, sentence = FAULTS[fault]
    plant(app, ids)
    found = proof_of(app).findings
    assert found, fault
    told = [finding.sentence + " " + (finding.row or "") for finding in found]
    assert any(sentence.format(ids=ids) in text for text in told), told


def test_an_old_copy_of_the_whole_chain_is_found_by_an_anchor(sealed):
    app, _ = sealed
    with app.app_context(), scope.everything():
        kept = audit.read_anchor("kept by the auditor", newest_anchor())
    as_owner(
        app,
        f"DELETE FROM transfer WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
        f"DELETE FROM audit_event WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
        f"DELETE FROM ltx WHERE id::text IN (SELECT key FROM sealed_row WHERE {ROWS_OF_LAST})",
        f"DELETE FROM sealed_row WHERE {ROWS_OF_LAST}",
        f"DELETE FROM seal WHERE n = {LAST}",
    )
    write_events(app, 3)
    seal_all(app)  # the replayed chain goes on and overwrites the newest anchor: an older copy still knows better
    with app.app_context(), scope.everything():
        found = audit.verify_record([kept]).findings
    assert any("is not the one that the anchor kept by the auditor knows" in f.sentence for f in found), found


def test_an_anchor_that_we_did_not_sign_proves_nothing(sealed):
    app, _ = sealed
    with app.app_context(), scope.everything():
        document = json.loads(newest_anchor())
        # However many seals it took: other databases of the server may hold the horizon.
        document["statement"], changed = re.subn(r'"n":\d+', '"n":999', document["statement"])
        assert changed == 1
        forged = audit.read_anchor("forged", json.dumps(document).encode())
        found = audit.verify_record([forged, audit.read_anchor("torn", b"{")]).findings
    assert [f.sentence for f in found] == ["The anchor forged was not signed by this hub."]


def newest_anchor() -> bytes:
    from hub.kernel.files.objects import list_objects, read_object

    (name,) = [name for name in list_objects("audit") if name.endswith("newest.json")]
    content = read_object(name)
    assert content is not None
    return content
