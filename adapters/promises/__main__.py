"""``python -m adapters.promises <dialect> [--json]``: try all promises of a dialect; 1 when one is broken."""

import argparse
import json
import logging
import sys
from dataclasses import asdict

from adapters.discovery import discover
from adapters.promises import PROMISES, try_all


def main() -> int:
    """Print one line for each promise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("dialect")
    parser.add_argument("--json", action="store_true", help="Print one JSON list instead of lines.")
    given = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the simulator's own list of calls
    spec = discover().get(given.dialect)
    if spec is None:
        print(f"There is no dialect {given.dialect!r}.", file=sys.stderr)
        return 2
    found = try_all(spec, PROMISES)
    if given.json:
        print(json.dumps([asdict(kept) for kept in found], ensure_ascii=False))
    else:
        for kept in found:
            print(f"{'kept  ' if kept.fault is None else 'BROKEN'} {kept.capability:<12} {kept.name}")
            if kept.fault:
                print(f"       {kept.fault}")
    broken = sum(kept.fault is not None for kept in found)
    if not given.json:
        print(f"{given.dialect}: {broken} of {len(found)} promises broken" if broken else f"{given.dialect}: all kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
