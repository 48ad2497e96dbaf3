"""``python -m adapters.promises <dialect> [--json]``: try all promises of a dialect; 1 when one is broken."""

import argparse
import sys

from adapters.promises.command import show

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("dialect")
    parser.add_argument("--json", action="store_true", help="Print one JSON list instead of lines.")
    given = parser.parse_args()
    sys.exit(show(given.dialect, as_json=given.json))
