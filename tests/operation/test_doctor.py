"""The doctor finds what is planted and says what to do; on a sound machine it finds nothing."""

from dataclasses import replace

import psycopg
import pytest

from hub import doctor
from hub.settings import load_settings

RUN = (
    "INSERT INTO job_run (id, job, key, fire_at, clock, created_at, starts)"
    " VALUES (gen_random_uuid(), 'seal', '', now(), 'real', now(), 0);"
)
LATE = (
    f"{RUN} INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'failed');"
    "INSERT INTO seal_progress VALUES (1, now() - interval '1 hour');"
    "INSERT INTO job_schedule VALUES ('seal', '', now() - interval '1 day', now() - interval '1 day');"
)
PLANTED = {
    "UPDATE alembic_version SET version_num = '9999'": ["newer version"],
    "DELETE FROM alembic_version": ["hub db upgrade"],
    LATE: ["hub jobs retry", "`hub worker` and `hub scheduler`", "start `hub worker`", "start `hub scheduler`"],
}


@pytest.fixture
def examined(committing_app, monkeypatch):
    """The doctor looks at the database of the test."""
    settings = load_settings("testing")
    url = committing_app.config["OWNER_URL"]
    monkeypatch.setattr(
        doctor, "load_settings", lambda: replace(settings, database=replace(settings.database, url=url))
    )
    monkeypatch.setattr(doctor, "_vendored", lambda _: iter(()))
    monkeypatch.setattr(doctor, "CALENDAR_DAYS_MIN", -9999)
    return committing_app


def test_a_sound_hub_has_nothing_to_mend(examined):
    assert doctor.faults() == []


@pytest.mark.parametrize(("statement", "said"), PLANTED.items(), ids=["newer", "without", "late"])
def test_what_is_wrong_in_the_database_is_named_with_what_to_do(examined, statement, said):
    with psycopg.connect(examined.config["OWNER_URL"], autocommit=True) as connection:
        connection.execute(statement)
    found = doctor.faults()
    assert [one for one in said if not any(one in sentence for sentence in found)] == [], found


def test_a_database_that_is_away_a_full_disk_and_a_calendar_that_ends_are_named(examined, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "DISK_FREE_SHARE_MIN", 2.0)
    monkeypatch.setattr(doctor, "CALENDAR_DAYS_MIN", 99999)
    said = " ".join(doctor.faults())
    assert "HubDiskFull" in said and "/operator/calendar" in said
    settings = load_settings("testing")
    away = replace(settings, database=replace(settings.database, url="postgresql://nobody@127.0.0.1:1/none"))
    monkeypatch.setattr(doctor, "load_settings", lambda: away)
    assert "DATABASE_URL" in " ".join(doctor.faults())
