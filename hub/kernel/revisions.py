"""Which revision of the schema a database has, and which this version of the hub needs."""

from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from hub.kernel.crypto import EncryptedText

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def needed() -> tuple[str, ...]:
    """The revision this version needs; empty while no revision exists."""
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


def present(connection: Connection) -> tuple[str, ...]:
    """The revision the database has."""
    return tuple(MigrationContext.configure(connection).get_current_heads())


def is_known(revision: str) -> bool:
    """Whether this version knows ``revision``; an unknown one belongs to a newer version."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())


def stamp(connection: Connection) -> None:
    """Note that the database, whose tables were just created from the models, is at the needed revision."""
    if needed():
        MigrationContext.configure(connection).stamp(ScriptDirectory.from_config(configuration()), "heads")


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic shall compare this object; procrastinate's tables come from its own SQL."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write encrypted columns as what they are in the database."""
    return "sa.Text()" if kind == "type" and isinstance(item, EncryptedText) else False
