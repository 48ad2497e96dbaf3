"""Running the hub: health, figures, backups. It looks at everything and decides nothing."""

from hub.operation.health import Health, Readiness, readiness
from hub.operation.metrics import CONTENT_TYPE, serve_figures, write_metrics
from hub.operation.models import BackupCheck

__all__ = ["CONTENT_TYPE", "BackupCheck", "Health", "Readiness", "readiness", "serve_figures", "write_metrics"]
