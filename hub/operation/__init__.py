"""Running the hub: health, figures, backups. It looks at everything and decides nothing."""

from hub.operation.backup import newest_backup, take_backup
from hub.operation.health import Health, Readiness, readiness
from hub.operation.manifest import BackupUnusable, Manifest, read_manifest, refuse_other_keys
from hub.operation.metrics import CONTENT_TYPE, serve_figures, write_metrics
from hub.operation.models import BackupCheck
from hub.operation.programs import ProgramFailed
from hub.operation.queries import list_backup_checks
from hub.operation.restoring import check_whole, refuse_used_store, restore_database, restore_files, verify_restored
from hub.operation.rewording import change_wording

__all__ = [
    "CONTENT_TYPE",
    "BackupCheck",
    "BackupUnusable",
    "Health",
    "Manifest",
    "ProgramFailed",
    "Readiness",
    "change_wording",
    "check_whole",
    "list_backup_checks",
    "newest_backup",
    "read_manifest",
    "readiness",
    "refuse_other_keys",
    "refuse_used_store",
    "restore_database",
    "restore_files",
    "serve_figures",
    "take_backup",
    "verify_restored",
    "write_metrics",
]
