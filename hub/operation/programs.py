"""PostgreSQL's programs for copies of a database: those of the server's version where there are, else the wheel's."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

from hub.kernel.postgres_launch import EmbeddedPostgresFailed, binaries

DEBIAN = Path("/usr/lib/postgresql")


class ProgramFailed(RuntimeError):
    """A program of PostgreSQL is missing or ended with an error; the message holds what it said."""


def find_program(name: str, *, major: int) -> str:
    """Where ``name`` (pg_dump, pg_restore) lies; an older one than the server's cannot read it, a newer one may.

    Raises:
        ProgramFailed: there is none that can.
    """
    places = [DEBIAN / str(major) / "bin" / name, Path(shutil.which(name) or "/nowhere")]
    with suppress(EmbeddedPostgresFailed):
        places.append(binaries() / name)
    found = [(version, place) for place in places if (version := _version(place)) >= major]
    if not found:
        raise ProgramFailed(f"No {name} of version {major} or newer is here: install postgresql-client-{major}.")
    return str(min(found)[1])


def run_program(command: list[str], *, url: URL) -> None:
    """Run a program against the database at ``url``; the password goes by the environment, not by the command line.

    Raises:
        ProgramFailed: it ended with an error.
    """
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, "PGPASSWORD": str(url.password)} if url.password else dict(os.environ)
    done = subprocess.run([*command, "--dbname", plain], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise ProgramFailed(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()[-1000:]}")


def _version(place: Path) -> int:
    if not place.exists():
        return 0
    said = subprocess.run([place, "--version"], capture_output=True, text=True).stdout
    return int(said.split()[2].split(".")[0]) if said else 0
