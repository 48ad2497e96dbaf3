"""One redemption in a signed zip: it is complete, and one changed byte is named without the hub."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hub import audit, redemption, settlement
from hub.kernel.actor import THE_HUB
from tests.orders.fixtures import world, world_app
from tests.redemption.test_main_job import institution_case, staff

__all__ = ["world", "world_app"]

VERIFIER = Path(audit.__file__).parent / "offline" / "verify.py"


@pytest.fixture
def case(world: None) -> tuple[str, bytes]:
    """The case file of a redemption that was reviewed; its number and the zip."""
    _, _, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    return drafted.no, b"".join(settlement.write_case_file(drafted, by=THE_HUB))


def verified(content: bytes, folder: Path) -> tuple[int, str]:
    """What the single-file verifier says, in a process without the hub."""
    path = folder / "case.zip"
    path.write_bytes(content)
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, text=True)
    return done.returncode, done.stdout


def rewritten(content: bytes, change: dict[str, bytes | None]) -> bytes:
    """The same zip with some files changed, added, or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in [*old.namelist(), *(name for name in change if name not in old.namelist())]:
            text = change.get(name, old.read(name) if name in old.namelist() else b"")
            if text is not None:
                new.writestr(name, text)
    return out.getvalue()


def test_the_file_holds_papers_decisions_and_the_policy_they_went_by(case: tuple[str, bytes], tmp_path: Path) -> None:
    no, content = case
    archive = zipfile.ZipFile(io.BytesIO(content))
    read = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert (read["manifest.json"]["redemption"], read["redemption.json"]["redemption"]["no"]) == (no, no)
    invoice = read["redemption.json"]["invoices"][0]
    assert archive.read(invoice["path"])
    decided = {one["policy_sha256"] for one in read["decisions.json"]}
    assert decided == set(read["policies.json"])
    assert all(text["document"] for text in read["policies.json"].values())
    assert next(move["to_state"] for move in read["history.json"] if move["subject"] == "redemption") == "DRAFT"
    code, said = verified(content, tmp_path)
    assert (code, said.split("\n")[0]) == (0, f"OK: a case file of {len(archive.namelist()) - 2} files.")


FAULTS = {
    "a byte of a paper": lambda names: ({next(n for n in names if n.startswith("papers/")): b"x"}, "was changed after"),
    "a paper taken out": lambda names: ({next(n for n in names if n.startswith("papers/")): None}, "is gone"),
    "a paper put in": lambda _: ({"papers/late.pdf": b"x"}, "was put in later"),
    "the manifest": lambda _: (
        {"manifest.json": b'{"form":"voucher-hub-case-file/1","files":{}}'},
        "not what was signed",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_changed_byte_is_named_without_the_hub(case: tuple[str, bytes], tmp_path: Path, fault: str) -> None:
    _, content = case
    change, sentence = FAULTS[fault](zipfile.ZipFile(io.BytesIO(content)).namelist())
    code, said = verified(rewritten(content, change), tmp_path)
    assert code == 1 and sentence in said, said
