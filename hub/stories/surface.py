"""The hub's test surface as a story uses it: clock, reset, drain, outbox, invariants (contracts.md §1)."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import requests


class Surface:
    """``/testing`` of one running hub, and the clocks of the region simulators it is joined to."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.run = uuid4().hex[:8]
        places = self._get("/testing/clock")
        self.simulators: list[str] = places["simulators"]
        self.platforms: dict[str, str] = places.get("platforms", {})

    def reset(self, data: str) -> None:
        """A new database from the template ``data``; the simulators forget too."""
        self._post("/testing/reset", {"data": data})
        for simulator in self.simulators:
            requests.post(urljoin(simulator, "/_sim/reset"), json={}, timeout=30).raise_for_status()

    def set_clock(self, at: datetime) -> None:
        """Move business time of the hub and of every simulator."""
        self._post("/testing/clock", {"at": at.isoformat()})
        for simulator in self.simulators:
            requests.post(urljoin(simulator, "/_sim/clock"), json={"at": at.isoformat()}, timeout=30).raise_for_status()

    def drain(self) -> int:
        """Run every job that is due, until none is left."""
        return int(self._post("/testing/drain", {})["ran"])

    def business_date(self) -> str:
        """Today by the hub's business clock."""
        return str(self._get("/testing/clock")["business_now"])[:10]

    def newest_code(self) -> str:
        """The code in the newest text message."""
        texts = self._get("/testing/outbox")["sms"]
        digits = "".join(c if c.isdigit() else " " for c in texts[-1]["text"]).split()
        return next(word for word in digits if len(word) == 6)

    def told_about(self, username: str, event: str) -> list[str]:
        """Numbers of the objects about which this account has a message of ``event``; one for each message."""
        messages = self._get(f"/testing/outbox?username={username}")["messages"]
        return [str(message["subject_no"]) for message in messages if message["event"] == event]

    def set_fault(self, region: str, name: str, times: int | None) -> None:
        """Let something go wrong on the region's simulated platform, or nothing any more ("none")."""
        faults = urljoin(self.platforms[region], "/_sim/faults")
        if name == "none":
            requests.delete(faults, timeout=30).raise_for_status()
        else:
            requests.post(faults, json={"name": name, "times": times}, timeout=30).raise_for_status()

    def voucher_at_region(self, region: str, no: str) -> dict[str, str]:
        """What the region's simulated platform shows of a voucher, in its own words; nothing when it has none."""
        response = requests.get(urljoin(self.platforms[region], "/_sim/vouchers"), timeout=30)
        response.raise_for_status()
        found = [row for row in response.json() if no in row.values()]
        return {name: str(value) for row in found for name, value in row.items()}

    def violations(self, checks: tuple[str, ...]) -> list[str]:
        """What these checks (ledger, audit, messages) find wrong now."""
        return list(self._get(f"/testing/invariants?of={','.join(checks)}")["violations"])

    def _get(self, path: str) -> Any:
        response = requests.get(urljoin(self.base_url, path), timeout=60)
        response.raise_for_status()
        return response.json()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        response = requests.post(urljoin(self.base_url, path), json=body, timeout=300)
        response.raise_for_status()
        return response.json()
