"""Signed calls whose bodies and answers are JSON objects."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.protocols.signed_calls import SignedCalls


class SignedJson(SignedCalls):
    """The same in JSON."""

    def read(self, path: str, body: Mapping[str, Any]) -> Any:
        """Look something up; nothing changes there."""
        return self.look_up(path, _written(body)).json()

    def effect(self, path: str, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Do something under our key, as ``act`` does."""
        return self.act(path, key, _written(body)).object()


def _written(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
