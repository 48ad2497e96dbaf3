"""The job and the commands, as the clock and a person start them."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from hub import audit
from hub.cli import cli
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import SCHEDULED, run_until_idle, tick
from tests.audit.makers import as_owner, move_money, seal_all, write_events


def hub(app: Flask, *arguments: str) -> tuple[int, str]:
    """Carry out `hub …` on this database."""
    variables = {
        "HUB_ENV": "testing", "DATABASE_URL": app.config["OWNER_URL"].replace("+psycopg", ""),
        "HUB_HUB_VAR_FOLDER": app.config["HUB"].hub.var_folder,
    }  # fmt: skip
    done = CliRunner().invoke(cli, arguments, env=variables, standalone_mode=False)
    assert done.exception is None, done.exception
    return int(done.return_value or 0), done.output


def test_the_commands_seal_verify_and_export_and_name_what_is_broken(hub_app, tmp_path):
    write_events(hub_app, 2)
    move_money(hub_app)
    seal_all(hub_app)
    code, words = hub(hub_app, "audit", "seal")
    assert (code, words.endswith("rows sealed.\n")) == (0, True), words
    code, words = hub(hub_app, "audit", "verify")
    assert (code, "are as they were sealed" in words) == (0, True), words
    anchor = next((tmp_path / "objects" / "audit").rglob("newest.json"))
    assert hub(hub_app, "audit", "verify", "--anchor", str(anchor))[0] == 0
    file = tmp_path / "taken.zip"
    code, words = hub(hub_app, "audit", "export", "--from", "2000-01-01", "--to", "2100-01-01", str(file))
    assert code == 0, words
    verifier = Path(audit.__file__).parent / "offline" / "verify.py"
    done = subprocess.run([sys.executable, "-I", verifier, file], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    as_owner(hub_app, "UPDATE transfer SET amount_fen = amount_fen + 1")
    code, words = hub(hub_app, "audit", "verify")
    assert code == 1
    assert "of transfer was changed after it was sealed" in words


def test_the_clock_starts_the_job_every_minute_of_real_time(hub_app):
    spec = SCHEDULED["seal"]
    assert (spec.every_seconds, spec.clock, spec.catch_up) == (60, "real", "latest")
    write_events(hub_app, 1)
    tick(hub_app)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        back = "UPDATE job_schedule SET reached_at = reached_at - interval '5 minutes' WHERE job = 'seal'"
        db.session.execute(text(back))
    run_until_idle(hub_app, raise_errors=True)
    with hub_app.app_context(), scope.everything():
        runs = "SELECT count(*) FROM job_run WHERE job = 'seal' AND finished_at IS NOT NULL"
        assert db.session.execute(text(runs)).scalar_one() == 1, "of five missed minutes the latest is enough"
        assert audit.seal_status().newest is not None
