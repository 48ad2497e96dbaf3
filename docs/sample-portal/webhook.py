"""Checks a message of the hub: signed by the key of our subscription, meant for us, fresh, and not heard before.

Needs joserfc. Copy it: it knows nothing of the rest of the sample portal.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, MutableSet
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

FRESH = timedelta(minutes=5)
TYPE = "hub.webhook+jws"


class Refused(Exception):
    """The message is not to be believed: answer 400 and do nothing."""


class HeardBefore(Exception):
    """The message is genuine and was dealt with already: answer 200 and do nothing."""


def read_message(
    body: bytes,
    signature: str,
    *,
    webhook_id: str,
    fetch_keys: Callable[[], dict[str, Any]],
    heard: MutableSet[str],
    now: datetime | None = None,
) -> dict[str, Any]:
    """The message in ``body``; ``signature`` is the header Hub-Signature, ``heard`` keeps the ids for a day or more.

    ``fetch_keys`` reads the ``keys_url`` of the subscription (never one that a message names). While a key is being
    rotated the header holds two signatures, and one that is right is enough.

    Raises:
        Refused: wrong signature, not ours, or too old, as when somebody plays back what they recorded.
        HeardBefore: the same id again: a retry whose answer was lost, or a delivery sent again.
    """
    keys = KeySet.import_key_set(fetch_keys())  # type: ignore[arg-type]
    if not any(_is_right(body, one.strip(), keys) for one in signature.split(",")):
        raise Refused("the signature is wrong")
    message: dict[str, Any] = json.loads(body)
    if message["webhook"] != webhook_id:
        raise Refused("the message is for another subscription")
    age = (now or datetime.now(UTC)) - datetime.fromisoformat(message["sent_at"])
    if abs(age) > FRESH:
        raise Refused("the message is too old, or a clock is wrong")
    if message["id"] in heard:
        raise HeardBefore(message["id"])
    heard.add(message["id"])
    return message


def _is_right(body: bytes, signature: str, keys: KeySet) -> bool:
    """A detached JWS (RFC 7515 appendix F): the body is not in it and is put back before checking."""
    head, dots, tail = signature.partition("..")
    if not dots:
        return False
    payload = urlsafe_b64encode(body).rstrip(b"=").decode()
    try:
        found = jws.deserialize_compact(f"{head}.{payload}.{tail}", keys, algorithms=["ES256"])
    except (JoseError, ValueError):
        return False
    return found.protected.get("typ") == TYPE
