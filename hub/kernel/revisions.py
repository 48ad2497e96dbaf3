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
_NAME = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*(?:['\"](\w+)['\"]|None)", re.MULTILINE)


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
    found: dict[str, str | None] = {}
    for path in sorted((FOLDER / "versions").glob("[0-9]*.py")):
        names = {name: value or None for name, value in _NAME.findall(path.read_text(encoding="utf-8"))}
        found[str(names["revision"])] = names.get("down_revision")
    return found


def needed() -> tuple[str, ...]:
    """The revision this version needs; empty while no revision exists."""
    return tuple(sorted(_revisions().keys() - set(_revisions().values())))


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
