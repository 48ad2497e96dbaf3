"""Named points where the testing configuration can kill the process, to prove that a restart completes the work."""

import os
import signal

REACHED: set[str] = set()
_enabled = False


def allow_failpoints() -> None:
    """Switch failpoints on; only the testing and demo configurations do so."""
    global _enabled
    _enabled = True


def failpoint(name: str) -> None:
    """Kill this process with SIGKILL when ``HUB_FAILPOINT`` names this point; otherwise do nothing."""
    if not _enabled:
        return
    REACHED.add(name)
    if os.environ.get("HUB_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
