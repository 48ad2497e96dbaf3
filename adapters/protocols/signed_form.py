"""Forms and answers sealed with a shared secret over their sorted parameters, JSON inside one of them as text.

Both sides say who they are, what the message is for, when it was written and a word used once; the seal is
HMAC-SHA256 over all of them, percent-encoded (RFC 3986), so that nothing can move from one parameter to another.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from zoneinfo import ZoneInfo

from adapters.contract import Clock
from adapters.errors import BadAnswer, RegionRefused
from adapters.protocols.id_token import same
from adapters.transport import Answer, Http

LOCAL = ZoneInfo("Asia/Shanghai")
STAMP = "%Y%m%d%H%M%S"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
FRESH = timedelta(minutes=5)
MAX_FIELDS = 10
TOLD = frozenset({"app_id", "service", "time", "nonce", "data", "sign"})
ANSWERED = TOLD | {"code", "msg"}
DONE = "200"


def seal_of(values: Mapping[str, str], secret: str) -> str:
    """The seal of the parameters, ``sign`` itself left out; capital hexadecimal digits."""
    named = sorted((name, value) for name, value in values.items() if name != "sign")
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in named)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def stamp(moment: datetime) -> str:
    """A moment as yyyyMMddHHmmss in local time."""
    return moment.astimezone(LOCAL).strftime(STAMP)


def moment(value: str) -> datetime:
    """A moment out of yyyyMMddHHmmss; exactly fourteen digits."""
    if len(value) != 14 or not (value.isascii() and value.isdigit()):
        raise ValueError("a moment that is not yyyyMMddHHmmss")
    return datetime.strptime(value, STAMP).replace(tzinfo=LOCAL)


def inner(value: Any) -> Any:
    """JSON that stands as text inside JSON; numbers with a point are refused."""
    if not isinstance(value, str):
        raise BadAnswer("The inner JSON is not text.")
    return Answer(200, {}, value.encode()).json()


@dataclass(frozen=True)
class SignedForm:
    """Our side of one such platform."""

    app_id: str
    secret: str = field(repr=False)
    clock: Clock

    def write(self, service: str, data: Mapping[str, Any]) -> dict[str, str]:
        """The parameters of a request for ``service``."""
        values = {
            "app_id": self.app_id,
            "service": service,
            "time": stamp(self.clock()),
            "nonce": secrets.token_hex(12),
            "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        }
        return {**values, "sign": seal_of(values, self.secret)}

    def read(self, answer: Answer, asked: Mapping[str, str]) -> dict[str, Any]:
        """What the platform answers to the request ``asked``.

        Raises:
            BadAnswer: the seal is wrong, or the answer is for somebody else, for another request, or old.
            RegionRefused: the platform said no.
        """
        values = self._checked(answer.object(), ANSWERED, asked["service"])
        if not same(values["nonce"], asked["nonce"]):
            raise BadAnswer("The answer belongs to another request (nonce).")
        if values["code"] != DONE:
            raise RegionRefused("The platform refused the request.", reason_code=_word(values["code"]))
        return _object(values["data"])

    def reason(self, answer: Answer, asked: Mapping[str, str]) -> str:
        """Why the platform refused with an HTTP status of its own; empty when it does not say so under its seal."""
        values = self._checked(answer.object(), ANSWERED, asked["service"])
        return _word(values["code"]) if same(values["nonce"], asked["nonce"]) else ""

    def receive(self, service: str, body: bytes) -> dict[str, Any]:
        """What the platform tells us by itself, in a form of its own.

        Raises:
            BadAnswer: not a form of this kind, for another service, wrongly sealed, or old.
        """
        try:
            pairs = parse_qsl(body.decode("utf-8"), strict_parsing=True, max_num_fields=MAX_FIELDS, errors="strict")
        except ValueError:
            raise BadAnswer("The message is not a form.") from None
        if len(dict(pairs)) != len(pairs):
            raise BadAnswer("The message says something twice.")
        return _object(self._checked(dict(pairs), TOLD, service)["data"])

    def _checked(self, values: Mapping[str, Any], names: frozenset[str], service: str) -> dict[str, str]:
        if set(values) != names or not all(isinstance(value, str) for value in values.values()):
            raise BadAnswer("The message does not have the agreed parts.")
        if not same(values["sign"], seal_of(values, self.secret)):
            raise BadAnswer("The seal is wrong (sign).")
        if values["app_id"] != self.app_id or values["service"] != service:
            raise BadAnswer("The message is for another application or service (app_id, service).")
        check_fresh(values["time"], self.clock())
        return dict(values)


@dataclass(frozen=True)
class SignedFormCalls:
    """Calls at one address of such a platform, one path for each service."""

    http: Http
    base_url: str
    form: SignedForm

    def ask(self, service: str, data: Mapping[str, Any], *, keep: bool = True) -> dict[str, Any]:
        """One call; the answer counts only when it is the platform's own and to this very call."""
        asked = self.form.write(service, data)
        content = urlencode(asked).encode()
        answer = self.http.post(
            f"{self.base_url}/{service}", content=content, content_type=FORM, keep=keep,
            refusal=lambda refused: self.form.reason(refused, asked),
        )  # fmt: skip
        return self.form.read(answer, asked)


def check_fresh(value: str, now: datetime) -> None:
    """Refuse a stamp more than five minutes old or ahead.

    Raises:
        BadAnswer: it is, or it is no stamp.
    """
    try:
        written = moment(value)
    except ValueError:
        raise BadAnswer("The message does not say when it was written (time).") from None
    if abs(now.astimezone(UTC) - written) > FRESH:
        raise BadAnswer("The message is old, or from the future (time).")


def _object(value: str) -> dict[str, Any]:
    data = inner(value)
    if not isinstance(data, dict):
        raise BadAnswer("The inner JSON is not an object.")
    return data


def _word(value: str) -> str:
    return value if value.isascii() and value.replace("_", "").isalnum() and len(value) <= 40 else "unknown_error"
