"""`hub doctor`: what stands in the way of a working hub on this machine, one sentence each."""

import shutil
import subprocess
import sys

from hub.settings import ROOT, SettingsRefused, load_settings

DISK_FREE_SHARE_MIN = 0.10


def faults() -> list[str]:
    """Everything that is wrong here; empty when the hub can run."""
    try:
        settings = load_settings()
    except SettingsRefused as refused:
        return refused.faults
    found = _disk() + _vendored()
    try:
        found += _database(settings)
    except Exception as error:  # whatever the reason, the person must read it
        found.append(f"The database cannot be used: {error}")
    return found


def _disk() -> list[str]:
    usage = shutil.disk_usage(ROOT)
    if usage.free / usage.total < DISK_FREE_SHARE_MIN:
        return [f"Less than {DISK_FREE_SHARE_MIN:.0%} of the disk is free."]
    return []


def _vendored() -> list[str]:
    done = subprocess.run([sys.executable, ROOT / "tools" / "vendor.py", "verify"], capture_output=True, text=True)
    return [] if done.returncode == 0 else [f"Vendored front-end files: {done.stdout.strip() or done.stderr.strip()}"]


def _database(settings: object) -> list[str]:
    from hub.kernel.migrate import is_current

    if not is_current(settings):  # type: ignore[arg-type]
        return ["The tables are not those of this version: run `hub db upgrade`."]
    return _sealing(settings)


def _sealing(settings: object) -> list[str]:
    """Sealing matters where money stops without it, and wherever it once ran and no longer does."""
    from hub import audit
    from hub.app import create_app

    app = create_app(settings)  # type: ignore[arg-type]
    with app.app_context():
        status = audit.seal_status()
    if not status.is_late or not (app.config["HUB"].production or status.sealed_until):
        return []
    since = f"since {status.sealed_until:%Y-%m-%d %H:%M} " if status.sealed_until else ""
    stopped = " Money actions are stopped." if app.config["HUB"].production else ""
    return [f"The audit record has not been sealed {since}: run `hub worker` and `hub scheduler`.{stopped}"]
