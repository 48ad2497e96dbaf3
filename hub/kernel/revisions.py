"""Which revision of the schema a database has, and which this version of the hub needs.

Read without Alembic, which takes longer to import than the rest of the kernel and is needed for upgrading only.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, text

from hub.kernel.crypto import EncryptedText

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
_NAME = re.compile(r"^(revision|down_revision|works_with)\b[^=\n]*=\s*(?:['\"](\w+)['\"]|None)", re.MULTILINE)


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def _revisions() -> dict[str, str | None]:
    """Every revision of this version with the one before it."""
    return {revision: names.get("down_revision") for revision, names in _headers().items()}


@cache
def _headers() -> dict[str, dict[str, str | None]]:
    """What each revision says of itself: its name, the one before it, and the oldest that works with its tables."""
    found: dict[str, dict[str, str | None]] = {}
    for path in sorted((FOLDER / "versions").glob("[0-9]*.py")):
        names = {name: value or None for name, value in _NAME.findall(path.read_text(encoding="utf-8"))}
        found[str(names["revision"])] = names
    return found


def needed() -> tuple[str, ...]:
    """The revision this version needs; empty while no revision exists."""
    return tuple(sorted(_revisions().keys() - set(_revisions().values())))


def oldest_that_works(revision: str) -> str:
    """The oldest revision whose version of the hub still works on the tables of ``revision``: itself if not said."""
    return _headers()[revision].get("works_with") or revision


def note_floor(connection: Connection) -> None:
    """Write down, for versions that do not know this one, which of them may go on working on the database."""
    floor = min(oldest_that_works(revision) for revision in needed())
    keep = "INSERT INTO schema_floor (id, oldest) VALUES (1, :oldest) ON CONFLICT (id) DO UPDATE SET oldest = :oldest"
    connection.execute(text(keep), {"oldest": floor})


def floor_of(connection: Connection) -> str | None:
    """What a newer version has written there; None where none has."""
    if connection.execute(text("SELECT to_regclass('schema_floor')")).scalar_one() is None:
        return None
    found: str | None = connection.execute(text("SELECT oldest FROM schema_floor WHERE id = 1")).scalar()
    return found


def present(connection: Connection) -> tuple[str, ...]:
    """The revision the database has."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return ()
    return tuple(connection.execute(text("SELECT version_num FROM alembic_version ORDER BY 1")).scalars())


def is_known(revision: str) -> bool:
    """Whether this version knows ``revision``; an unknown one belongs to a newer version."""
    return revision in _revisions()


def stamp(connection: Connection) -> None:
    """Note that the database, whose tables were just created from the models, is at the needed revision."""
    for revision in needed():
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS alembic_version"
                " (version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)"
            )
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic shall compare this object; procrastinate's tables come from its own SQL."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def render_item(kind: str, item: Any, _context: "AutogenContext") -> str | Literal[False]:
    """Write encrypted columns as what they are in the database."""
    return "sa.Text()" if kind == "type" and isinstance(item, EncryptedText) else False
