"""A simulated platform calling the hub: signed, sent again when the hub was not there, twice when a fault says so."""

import json
from typing import Any
from uuid import uuid4

import requests
from flask import Flask, jsonify, request

from adapters.simulation.bench import Bench


class Webhooks:
    """Where the hub is, and how this platform signs what it tells the hub."""

    def __init__(self, app: Flask, bench: Bench, *, hub_url: str | None, region: str, signature_header: str) -> None:
        self.bench, self.hub_url, self.region, self.signature_header = bench, hub_url, region, signature_header
        app.add_url_rule("/_sim/webhook", view_func=self._on_demand, methods=["POST"])

    def send(self, topic: str, body: bytes, content_type: str = "application/json") -> list[int]:
        """Post one message to the hub; returns the answers' statuses."""
        if not self.hub_url:
            return []
        headers = {"Content-Type": content_type}
        signature = self.bench.signature(body)
        if signature:
            headers[self.signature_header] = signature
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
