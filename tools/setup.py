"""Build .venv from the hashed locks: with uv, and where that fails with pip. Standard library only.

Usage: python3 tools/setup.py product|development
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"product": "requirements.lock", "development": "requirements-dev.lock"}
UV = "uv==0.13.9"


def main(kind: str) -> int:
    """Install the lock of ``kind`` unless .venv already holds it (development holds product too)."""
    if sys.version_info < (3, 11):
        print(f"The hub needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    wanted = {name: _stamp(name) for name in LOCKS}
    if wanted["development"].exists() or wanted[kind].exists():
        return 0
    if not PYTHON.exists() and not _make_venv():
        return 1
    print(f"Installing {LOCKS[kind]} into .venv …", flush=True)
    if not (_with_uv(LOCKS[kind]) or _with_pip(LOCKS[kind])):
        print("Neither uv nor pip could install the locked packages: is the package registry reachable?")
        return 1
    _write_path_file()
    wanted[kind].touch()
    return 0


def _stamp(kind: str) -> Path:
    digest = hashlib.sha256((ROOT / LOCKS[kind]).read_bytes()).hexdigest()[:16]
    return VENV / f"installed-{kind}-{digest}"


def _make_venv() -> bool:
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)])
    if done.returncode:
        print("Python could not make a virtual environment. On Debian: apt-get install python3-venv")
    return done.returncode == 0


def _with_uv(lock: str) -> bool:
    if subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", UV]).returncode:
        return False
    # uv does not read pip's configuration: hand it the mirror and let it trust the system's certificates.
    environment = {"UV_SYSTEM_CERTS": "1", "UV_LINK_MODE": "copy", **os.environ}
    asked = subprocess.run([PYTHON, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True)
    if asked.returncode == 0 and asked.stdout.strip():
        environment.setdefault("UV_DEFAULT_INDEX", asked.stdout.strip())
    command = [VENV / "bin" / "uv", "pip", "install", "-q", "--python", PYTHON, "--require-hashes", "-r", ROOT / lock]
    return subprocess.run(command, env=environment).returncode == 0


def _with_pip(lock: str) -> bool:
    command = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    return subprocess.run([*command, "-r", ROOT / lock]).returncode == 0


def _write_path_file() -> None:
    """Make the checkout importable and `hub` a command, without building a package."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (VENV / "lib" / version / "site-packages" / "voucher_hub_checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "hub"
    command.write_text(f"#!{PYTHON}\nimport sys\nfrom hub.cli import main\nsys.exit(main())\n")
    command.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "product"))
