"""What a region's own program reports through the API: kept, counted once, passed on like a message of its platform."""

import json
from dataclasses import asdict

from adapters.contract import Event
from hub.federation.inbound import consume, store_reported


def report(region: str, event: Event) -> bool:
    """Pass on one event in the caller's unit of work; False when this message id was reported before."""
    body = json.dumps(asdict(event), default=str, ensure_ascii=False, sort_keys=True).encode()
    return consume(region, store_reported(region, "api", body), (event,)) == 1
