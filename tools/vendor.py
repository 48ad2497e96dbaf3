"""Front-end files of others: ``lock`` fetches them with npm (maintainers), ``verify`` checks them (anybody, offline).

The lock keeps package, version, npm's sha512 of the package and a sha384 of each file; never where it was fetched.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "hub" / "web" / "static"
LOCK = STATIC / "vendor.lock.json"
# Package → version, the folder that holds it, and the files that are taken.
WANTED: dict[str, tuple[str, str, list[str]]] = {
    "bootstrap": ("5.3.8", "hub/web/static/vendor", ["dist/css/bootstrap.min.css", "LICENSE"]),
    "htmx.org": ("4.0.1", "hub/web/static/vendor", ["dist/htmx.min.js", "LICENSE"]),
    "echarts": ("6.1.0", "hub/web/static/vendor", ["dist/echarts.min.js", "LICENSE", "NOTICE"]),
    "axe-core": ("4.14.1", "tests/browser/vendor", ["axe.min.js", "LICENSE"]),
}


def main(arguments: list[str]) -> int:
    """Run ``lock`` or ``verify``."""
    if arguments == ["lock"]:
        lock()
        return 0
    if arguments == ["verify"]:
        faults = verify()
        print("\n".join(faults) or "Every vendored file is as locked.")
        return 1 if faults else 0
    print("Usage: python tools/vendor.py lock|verify")
    return 2


def lock() -> None:
    """Fetch every wanted package, check npm's own hash, take the wanted files, write the lock."""
    packages = {}
    for name, (version, folder, wanted) in WANTED.items():
        with tempfile.TemporaryDirectory() as into:
            answer = subprocess.run(
                ["npm", "pack", f"{name}@{version}", "--json"], cwd=into, check=True, capture_output=True
            )
            packed = json.loads(answer.stdout)[0]
            archive = Path(into) / packed["filename"]
            if integrity("sha512", archive.read_bytes()) != packed["integrity"]:
                raise SystemExit(f"{name} {version} is not what npm announced.")
            files = _take(archive, ROOT / folder / name / version, wanted)
            licence = _licence(archive)
        packages[name] = {
            "version": version,
            "integrity": packed["integrity"],
            "licence": licence,
            "folder": folder,
            "files": files,
        }
    LOCK.write_text(json.dumps({"packages": packages}, indent=2) + "\n")


def verify() -> list[str]:
    """One sentence for each file that is missing, changed or not listed; empty when all is as locked."""
    packages = json.loads(LOCK.read_text())["packages"]
    listed, faults = set(), []
    for name, entry in packages.items():
        for path, wanted in entry["files"].items():
            file = ROOT / entry["folder"] / name / entry["version"] / path
            listed.add(file)
            if not file.exists():
                faults.append(f"{file.relative_to(ROOT)} is missing: restore it, or run python tools/vendor.py lock.")
            elif integrity("sha384", file.read_bytes()) != wanted:
                faults.append(f"{file.relative_to(ROOT)} was changed: it no longer has the locked hash.")
    for folder in sorted({entry["folder"] for entry in packages.values()}):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file not in listed:
                faults.append(f"{file.relative_to(ROOT)} is not in the lock: list it in tools/vendor.py or delete it.")
    return faults


def integrity(algorithm: str, content: bytes) -> str:
    """The hash as browsers and npm write it: "sha384-…"."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def _take(archive: Path, folder: Path, wanted: list[str]) -> dict[str, str]:
    hashes = {}
    with tarfile.open(archive) as packed:
        for path in wanted:
            member = packed.extractfile(f"package/{path}")
            if member is None:
                raise SystemExit(f"{archive.name} holds no {path}.")
            content = member.read()
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
            hashes[path] = integrity("sha384", content)
    return hashes


def _licence(archive: Path) -> str:
    with tarfile.open(archive) as packed:
        manifest = packed.extractfile("package/package.json")
        return str(json.load(manifest).get("license", "")) if manifest else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
