"""A simulated platform calling the hub: signed, sent again when the hub was not there, twice when a fault says so."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import requests
from flask import Flask, jsonify, request

from adapters.simulation.bench import Bench

Letter = Callable[[str, bytes, str], tuple[bytes, dict[str, str]]]


class Webhooks:
    """Where the hub is. ``letter`` gives body and headers as this platform signs what it tells the hub."""

    def __init__(self, app: Flask, bench: Bench, *, hub_url: str | None, region: str, letter: Letter) -> None:
        self.bench, self.hub_url, self.region, self.letter = bench, hub_url, region, letter
        app.add_url_rule("/_sim/webhook", view_func=self._on_demand, methods=["POST"])

    def send(self, topic: str, body: bytes, content_type: str = "application/json") -> list[int]:
        """Post one message to the hub; returns the answers' statuses."""
        if not self.hub_url:
            return []
        body, headers = self.letter(topic, body, content_type)
        address = f"{self.hub_url}/federation/{self.region}/{topic}"
        times = 2 if self.bench.take("duplicate", path="/_sim/webhook") else 1
        return [requests.post(address, data=body, headers=headers, timeout=5).status_code for _ in range(times)]

    def _on_demand(self) -> Any:
        """``{"topic", "message": {...}, "times"}``: send this message now; an id is made when there is none."""
        given = request.get_json()
        message = {"id": str(uuid4()), "occurredAt": self.bench.now().isoformat(), **given["message"]}
        body = json.dumps(message, ensure_ascii=False).encode()
        statuses = [status for _ in range(given.get("times", 1)) for status in self.send(given["topic"], body)]
        return jsonify(statuses=statuses, body=body.decode(), message=message)
