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

    return [] if is_current(settings) else ["The tables are not those of this version: run `hub db upgrade`."]  # type: ignore[arg-type]
