"""Plant every mutant of the fault list and see that its test fails: with numbers: some of them.

A mutant is planted while its module is imported (planted/sitecustomize.py); no file is changed.
"""

import json
import os
import subprocess
import sys

from tests.faults.listing import HERE, ROOT, Fault, Mutant, read_faults

PLANTED = str(HERE / "planted")
# What pytest says when a test fails, and when none was run at all.
FAILED, NOTHING_RAN = 1, 5


def run(test: str, mutant: Mutant | None) -> int:
    """pytest's exit status for one test, with a mutant planted or without."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HUB_DISASTERS": "1", "HUB_KILLS": "15"}
    environment["PYTHONPATH"] = os.pathsep.join([PLANTED, *filter(None, [os.environ.get("PYTHONPATH")])])
    if mutant is not None:
        environment["HUB_MUTANT"] = json.dumps({"module": mutant.module, "changes": list(mutant.changes)})
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, FAILED):
        print(done.stdout[-2000:], done.stderr[-2000:])
    return done.returncode


def verdict(fault: Fault, mutant: Mutant) -> bool:
    """Plant, run, tell; True when the mutant was killed."""
    status = run(mutant.killed_by, mutant)
    killed = status == FAILED
    word = "killed" if killed else "SURVIVES" if status == 0 else f"NOT RUN ({status})"
    print(f"{fault.no:2}  {word:10} {mutant.what}  ←  {mutant.killed_by}", flush=True)
    return killed


def main() -> int:
    """Every mutant of the faults whose numbers are given, or of all; 1 when one survives or a test fails without."""
    wanted = {int(number) for number in sys.argv[1:]}
    chosen = [fault for fault in read_faults() if not wanted or fault.no in wanted]
    results = [verdict(fault, mutant) for fault in chosen for mutant in fault.mutants]
    print(f"{sum(results)} of {len(results)} mutants killed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
