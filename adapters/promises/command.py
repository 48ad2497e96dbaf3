"""Trying all promises of a dialect and printing one line for each."""

import json
import logging
import sys
from dataclasses import asdict

from adapters.discovery import discover
from adapters.promises import PROMISES, try_all


def show(dialect: str, *, as_json: bool = False) -> int:
    """0 when all are kept, 1 when one is broken, 2 when there is no such dialect."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the simulator's own list of calls
    spec = discover().get(dialect)
    if spec is None:
        print(f"There is no dialect {dialect!r}.", file=sys.stderr)
        return 2
    found = try_all(spec, PROMISES)
    broken = sum(kept.fault is not None for kept in found)
    if as_json:
        print(json.dumps([asdict(kept) for kept in found], ensure_ascii=False))
        return 1 if broken else 0
    for kept in found:
        print(f"{'kept  ' if kept.fault is None else 'BROKEN'} {kept.capability:<12} {kept.name}")
        if kept.fault:
            print(f"       {kept.fault}")
    print(f"{dialect}: {broken} of {len(found)} promises broken" if broken else f"{dialect}: all promises kept")
    return 1 if broken else 0
