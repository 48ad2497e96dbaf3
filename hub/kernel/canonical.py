"""JSON that is the same bytes for the same value: what is hashed or signed is written this way."""

import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Sorted keys, no blanks, UTF-8; only what JSON knows."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
