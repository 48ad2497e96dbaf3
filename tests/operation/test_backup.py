"""A backup is one moment; restored into an empty place it is proved, and whatever was changed on the way is found."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from psycopg import sql
from sqlalchemy import make_url, text

from hub import audit, operation
from hub.app import create_app
from hub.backup_commands import restore
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.kernel.files import NOBODYS, FileRule, store_file
from hub.kernel.files.objects import write_object
from hub.operation import jobs
from hub.operation.programs import find_program
from hub.settings import load_settings
from tests.conftest import _execute, drop_database, own_application, owner_url
from tests.web.sample import sample_database

CONTENT = b"%PDF-1.4\n% a piece of paper\n%%EOF\n"


@dataclass
class Drill:
    """A hub with data and files, its backup, and how to make an empty place for it."""

    app: Flask
    place: Path
    empty: Callable[[], Flask]


@pytest.fixture(scope="module")
def drill(tmp_path_factory) -> Iterator[Drill]:
    """The backup of a hub with the sample data, an uploaded file and sealed books; taken once for this module."""
    folder, made = tmp_path_factory.mktemp("backup"), []

    def at(app: Flask, name: str) -> Flask:
        settings = app.config["HUB"]
        app.config["HUB"] = replace(settings, hub=replace(settings.hub, var_folder=str(folder / name)))
        app.extensions.pop("object_store", None)
        return app

    def empty() -> Flask:
        name = f"empty_for_restore_{uuid4().hex[:8]}"
        _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made.append(name)
        app = at(create_app(load_settings("testing"), database_url=owner_url(name)), name)
        app.config["OWNER_URL"] = owner_url(name)
        return app

    with own_application(sample_database()) as app:
        at(app, "before")
        with app.app_context(), scope.everything():
            rule = FileRule(kinds=("pdf",), max_bytes=1_000_000)
            with unit_of_work():
                store_file(io.BytesIO(CONTENT), name="a.pdf", organization_id=NOBODYS, rule=rule, by=THE_HUB)
            audit.seal_pending()
            audit.write_anchor()
            url = make_url(app.config["OWNER_URL"])
            place, faults = operation.take_backup(folder / "kept", url=url, environment="testing")
            assert faults == []
        yield Drill(app, place, empty)
    for name in made:
        drop_database(name)


def restored(drill: Drill, place: Path) -> tuple[Flask, list[str]]:
    app = drill.empty()
    with app.app_context(), scope.everything():
        manifest = operation.read_manifest(place)
        assert operation.check_whole(place, manifest) == []
        operation.refuse_other_keys(manifest)
        operation.refuse_used_store()
        operation.restore_database(place, manifest, url=make_url(app.config["OWNER_URL"]))
        operation.restore_files(place)
        return app, operation.verify_restored(place, manifest)


def test_a_backup_put_into_an_empty_place_is_proved_and_works_on(drill):
    app, faults = restored(drill, drill.place)
    assert faults == []
    with app.app_context(), scope.everything():
        manifest = operation.read_manifest(drill.place)
        assert manifest.files == 1 and manifest.anchors >= 2 and manifest.rows["audit_event"] > 0
        url = make_url(app.config["OWNER_URL"])
        with pytest.raises(operation.BackupUnusable, match="empty one only"):
            operation.restore_database(drill.place, manifest, url=url)
        with pytest.raises(operation.BackupUnusable, match="store holds"):
            operation.refuse_used_store()
        # What is done afterwards is sealed behind what was restored, and the files are linked by the next backup.
        with unit_of_work():
            audit.record("region.paused", by=THE_HUB, subject="region", subject_id=uuid4())
        assert audit.seal_pending() == 1 and audit.verify_record().findings == []
        again, faults = operation.take_backup(drill.place.parent.parent / "again", url=url, environment="testing")
        assert faults == [] and operation.read_manifest(again).files == 1
    assert app.test_client().get("/readyz").get_json()["checks"]["migrations"] == "ok"
    assert_changes_are_named(drill, app)


def assert_changes_are_named(drill: Drill, app: Flask) -> None:
    """A row and a file that are not what they were; one restored hub serves both questions."""
    with app.app_context(), scope.everything():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER append_only"))
            first = "(SELECT id FROM audit_event ORDER BY at, id LIMIT 1)"
            connection.execute(text(f"UPDATE audit_event SET reason = 'other' WHERE id = {first}"))
        write_object(next(iter(operation_files(app))), b"other")
        faults = operation.verify_restored(drill.place, operation.read_manifest(drill.place))
    assert any("audit_event" in fault and "was changed" in fault for fault in faults)
    assert any("is not what was uploaded" in fault for fault in faults)


def changed(what: str, place: Path) -> None:
    if what == "file":
        (found,) = [p for p in (place / "objects" / "files").rglob("*") if p.is_file()]
        found.unlink()
        found.write_bytes(CONTENT.replace(b"paper", b"Paper"))
    elif what == "dump":
        with open(place / "database.dump", "ab") as file:
            file.write(b" ")
    else:
        content = json.loads((place / "manifest.json").read_bytes())
        (place / "manifest.json").write_text(json.dumps({**content, "files": 2}))


@pytest.mark.parametrize(
    ("what", "said"),
    [("file", "was changed"), ("dump", "database.dump was changed"), ("manifest", "not what this hub")],
)
def test_a_backup_that_was_changed_is_not_taken(drill, tmp_path, what, said):
    place = tmp_path / drill.place.name
    shutil.copytree(drill.place, place)
    changed(what, place)
    with drill.app.app_context():
        try:
            found = operation.check_whole(place, operation.read_manifest(place))
        except operation.BackupUnusable as refused:
            found = [str(refused)]
    assert len(found) == 1 and said in found[0]


def operation_files(app: Flask) -> list[str]:
    return list(db.session.execute(text("SELECT storage_key FROM stored_file")).scalars())


def test_a_hub_with_other_keys_says_which_one_it_lacks(drill):
    with drill.app.app_context():
        manifest = operation.read_manifest(drill.place)
        other = replace(manifest, keys={**manifest.keys, "data": ["0badc0de"]})
        with pytest.raises(operation.BackupUnusable, match="0badc0de, which HUB_SECRETS_DATA_KEY"):
            operation.refuse_other_keys(other)


def test_a_backup_holds_no_key_and_nothing_readable_of_a_person(drill):
    secrets = drill.app.config["HUB"].secrets
    for path in (drill.place / "manifest.json", drill.place / "files.jsonl"):
        content = path.read_text()
        assert not any(value in content for value in (secrets.data_key, secrets.index_key, secrets.signing_seed))


def in_this_process(command: list[str], *, env: dict[str, str], **_: object) -> subprocess.CompletedProcess[str]:
    """What the job starts as a process, without starting one."""
    found = CliRunner(env=env).invoke(restore, command[4:], standalone_mode=False)
    return subprocess.CompletedProcess(command, found.return_value, found.output, "")


def test_once_a_week_the_newest_backup_is_restored_beside_the_hub_and_the_result_is_kept(drill, monkeypatch):
    monkeypatch.setattr(jobs.subprocess, "run", in_this_process)
    monkeypatch.setenv("HUB_ENV", "testing")
    app = drill.app
    settings = app.config["HUB"]
    server = make_url(app.config["OWNER_URL"]).set(database="postgres").render_as_string(hide_password=False)
    own = replace(settings.backup, folder=str(drill.place.parent), drill_url=server)
    app.config["HUB"] = replace(settings, backup=own)
    with app.app_context(), scope.everything():
        jobs.verify_newest_backup(fire_at=None, key=None)
        check = db.session.execute(db.select(operation.BackupCheck)).scalar_one()
        assert (check.restored, check.findings, check.backup) == (True, 0, drill.place.name), check.sentence
        left = db.session.execute(text("SELECT count(*) FROM pg_database WHERE starts_with(datname, 'hub_drill_')"))
        assert left.scalar_one() == 0


def test_the_programs_are_those_of_the_server_or_newer_ones():
    assert find_program("pg_dump", major=18)
    with pytest.raises(operation.ProgramFailed, match="postgresql-client-99"):
        find_program("pg_dump", major=99)
