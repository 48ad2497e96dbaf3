"""Answers to calls of a region in JSON, with the status that says what it should do next."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.contract import Reply, Result

STATUS = {"accepted": 202, "duplicate": 200, "refused": 400, "unavailable": 503}


def json_reply(result: Result, body: Mapping[str, Any]) -> Reply:
    """The reply; an unknown status counts as unavailable, so that the region tries again."""
    payload = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Reply(STATUS.get(result.status, 503), headers, payload)
