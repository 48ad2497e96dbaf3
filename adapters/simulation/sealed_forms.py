"""The platform's side of sealed forms (``protocols.signed_form``): checking requests, sealing answers and messages."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request

from adapters.errors import BadAnswer
from adapters.protocols.signed_form import FORM, TOLD, check_fresh, seal_of, stamp
from adapters.simulation.bench import Bench

NOBODY_KNOWS = "a-secret-that-nobody-knows"


class SealSigner:
    """Stands where other platforms have a key pair: seals a JSON object of parameters."""

    def __init__(self, secret: str) -> None:
        self.key, self.forged = secret, NOBODY_KNOWS

    def sign(self, payload: bytes, key: str | None = None, kid: str | None = None) -> str:  # noqa: ARG002
        """The seal."""
        return seal_of(json.loads(payload), key or self.key)


class Gateway:
    """Checks what the hub sends to the request's path and seals what goes back. Seals keep real time."""

    def __init__(self, bench: Bench, *, app_id: str, secret: str) -> None:
        self.bench, self.app_id, self.secret = bench, app_id, secret
        bench.signer = SealSigner(secret)

    def fault(self) -> str | None:
        """What is wrong with the request; None when it is the hub's, for this very path, and fresh."""
        values = _sealed_part(request.values)
        if set(values) != TOLD or values["sign"] != seal_of(values, self.secret):
            return "sign"
        if values["app_id"] != self.app_id or values["service"] != request.path.rpartition("/")[2]:
            return "service"
        try:
            check_fresh(values["time"], datetime.now(UTC))
        except BadAnswer:
            return "time"
        return None

    def data(self) -> dict[str, Any]:
        """What the request says; nothing when it cannot be read."""
        try:
            found = json.loads(request.values.get("data", ""))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def answer(self, data: Any, status: int = 200, code: str = "200") -> Any:
        """A sealed answer to this request, spoiled when a fault says so."""
        values = {
            "code": code, "msg": "成功" if code == "200" else "失败", "app_id": self.app_id,
            "service": request.values.get("service", ""), "time": stamp(datetime.now(UTC)),
            "nonce": request.values.get("nonce", ""), "data": json.dumps(data, ensure_ascii=False),
        }  # fmt: skip
        values |= self._spoiled()
        return jsonify(self._sealed(values)), status

    def letter(self, service: str, data: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """A sealed message to the hub."""
        values = {
            "app_id": self.app_id, "service": service, "time": stamp(datetime.now(UTC)),
            "nonce": secrets.token_hex(12), "data": json.dumps(data, ensure_ascii=False),
        }  # fmt: skip
        return urlencode(self._sealed({**values, **self._spoiled()})).encode(), {"Content-Type": FORM}

    def _spoiled(self) -> dict[str, str]:
        changes: dict[str, str] = {}
        for name, change in SPOILED.items():
            if self.bench.take(name):
                changes |= change()
        return changes

    def _sealed(self, values: dict[str, str]) -> dict[str, str]:
        seal = self.bench.signature(json.dumps(values).encode())
        return {**values, "sign": seal} if seal else values


SPOILED: dict[str, Callable[[], dict[str, str]]] = {
    "other-app": lambda: {"app_id": "another-application"},
    "other-service": lambda: {"service": "another-service"},
    "nonce": lambda: {"nonce": "of-another-request"},
    "stale-time": lambda: {"time": stamp(datetime.now(UTC) - timedelta(minutes=6))},
    "future-time": lambda: {"time": stamp(datetime.now(UTC) + timedelta(minutes=6))},
    "no-time": lambda: {"time": "yesterday"},
    "inner-not-json": lambda: {"data": "<xml/>"},
}


def unsealed() -> Response:
    """What a browser sees whose way here does not bear the hub's seal."""
    return Response("未知的接入应用，或链接已过期。", 400, content_type="text/html; charset=utf-8")


def _sealed_part(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in TOLD if name in values}
