"""What operators look up."""

from sqlalchemy import select

from hub.kernel.db import db
from hub.operation.models import BackupCheck

LATEST = 52  # a year of weeks


def list_backup_checks() -> list[BackupCheck]:
    """The newest looks at backups, latest first."""
    wanted = select(BackupCheck).order_by(BackupCheck.checked_at.desc()).limit(LATEST)
    return list(db.session.execute(wanted).scalars())
