"""What an auditor takes away is proved by one file, without the hub, to the byte."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from hub import audit
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import unit_of_work
from tests.audit.makers import as_owner, move_money, seal_all, write_events

TODAY = datetime.now(SHANGHAI).date()


def exported(app: Flask, *, areas: frozenset[str] | None = None, by: Actor = THE_HUB) -> bytes:
    with app.app_context(), scope.everything():
        with unit_of_work():
            export = audit.begin_export(
                since=TODAY - timedelta(days=1), until=TODAY + timedelta(days=1), by=by, areas=areas
            )
        return b"".join(audit.write_export(export))


@pytest.fixture
def sealed(hub_app: Flask) -> Flask:
    write_events(hub_app, 3, area="maanshan")
    write_events(hub_app, 2, area="wujiang")
    move_money(hub_app)
    seal_all(hub_app)
    return hub_app


def verified(content: bytes, folder: Path, *options: str) -> tuple[int, str]:
    """Run the export's own verifier on it, with nothing of the hub in reach."""
    (folder / "export.zip").write_bytes(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "-S", "verify.py", "export.zip", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def changed(content: bytes, member: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return out.getvalue()


def test_the_verifier_of_an_export_needs_no_hub_and_finds_all_in_order(sealed, tmp_path):
    code, words = verified(exported(sealed), tmp_path)
    assert (code, words.split(" (")[0][:3]) == (0, "OK:"), words
    assert "(0 with their hash only)" in words


@pytest.mark.parametrize("member", ["rows.jsonl", "seals.jsonl", "manifest.json", "manifest.signature",
                                    "public_keys.json"])  # fmt: skip
def test_one_changed_byte_is_found(sealed, tmp_path, member):
    content = exported(sealed)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        length = len(archive.read(member))
    for place in {7, length // 3, length // 2, length - 9}:
        flipped = changed(content, member, lambda old, at=place: old[:at] + bytes([old[at] ^ 1]) + old[at + 1 :])
        code, words = verified(flipped, tmp_path)
        assert code == 1, (member, place, words)


def test_a_changed_row_is_named_even_when_the_manifest_is_forged_around_it(sealed, tmp_path):
    flipped = changed(exported(sealed), "rows.jsonl", lambda old: old.replace(b"order.placed", b"order.pl4ced", 1))
    code, words = verified(flipped, tmp_path)
    assert code == 1
    assert "of audit_event (place 1) was changed" in words


def test_a_missing_and_an_added_line_are_found(sealed, tmp_path):
    content = exported(sealed)
    for change in (
        lambda old: b"".join(old.splitlines(keepends=True)[:-1]),
        lambda old: old + old.splitlines(keepends=True)[-1],
    ):
        for member in ("rows.jsonl", "seals.jsonl"):
            code, words = verified(changed(content, member, change), tmp_path)
            assert code == 1, (member, words)


def test_an_auditor_of_one_area_reads_its_rows_and_verifies_all(sealed, tmp_path):
    content = exported(sealed, areas=frozenset({"wujiang"}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = archive.read("rows.jsonl").decode()
    assert "wujiang" in rows
    assert "maanshan" not in rows
    code, words = verified(content, tmp_path)
    assert code == 0, words
    assert "(0 with their hash only)" not in words


def test_other_keys_than_those_the_auditor_knows_are_refused(sealed, tmp_path):
    (tmp_path / "known.json").write_text('{"keys": []}')
    code, words = verified(exported(sealed), tmp_path, "--keys", "known.json")
    assert code == 1
    assert "manifest" in words


def test_a_row_that_was_deleted_before_the_export_is_found_in_it(sealed, tmp_path):
    as_owner(sealed, "DELETE FROM transfer WHERE id = (SELECT min(id::text)::uuid FROM transfer)")
    code, words = verified(exported(sealed), tmp_path)
    assert code == 1
    assert "sealed and is gone" in words


def test_an_export_is_recorded_and_one_person_takes_only_so_many(sealed):
    person = Actor(uuid4(), "审计员")
    for _ in range(10):
        exported(sealed, by=person)
    with pytest.raises(audit.TooManyExports):
        exported(sealed, by=person)
    with sealed.app_context(), scope.everything():
        assert len(audit.list_events(event="data.exported", account_id=person.account_id)) == 10


def test_days_without_a_seal_are_refused_in_a_sentence(sealed):
    with sealed.app_context(), scope.everything(), pytest.raises(audit.NothingSealed):
        audit.begin_export(since=date(2001, 1, 1), until=date(2001, 1, 2), by=THE_HUB, areas=None)
