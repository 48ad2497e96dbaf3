"""The only way out: bounded, pinned, recorded HTTP to one region's hosts. Retries belong to the core.

No token, phone or identity number appears in a log line or an error text: they name method, path and status only.
"""

import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

from adapters.egress import AddressRefused, Guard, GuardedAdapter, Guillotine
from adapters.errors import BadAnswer, RegionRefused, RegionUnavailable

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
BUSY = (408, 429)
SIGNATURE_HEADER = "Hub-Signature"
LOOPBACK = ("127.0.0.0/8",)

logger = logging.getLogger("hub.egress")
# urllib3 writes whole addresses, queries included, at debug level.
logging.getLogger("urllib3").setLevel(logging.INFO)


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON; numbers with a point are refused rather than rounded.

        Raises:
            BadAnswer: it is not JSON that we accept.
        """
        try:
            return json.loads(self.body.decode(), parse_float=_no_number, parse_constant=_no_number)
        except (ValueError, UnicodeDecodeError, RecursionError) as error:
            raise BadAnswer("The answer is not readable JSON.") from error

    def object(self) -> dict[str, Any]:
        """The body as a JSON object."""
        value = self.json()
        if not isinstance(value, dict):
            raise BadAnswer("The answer is not a JSON object.")
        return value


@dataclass(frozen=True)
class Wire:
    """One call exactly as it went over the wire, for the exchange log."""

    method: str
    path: str
    sent: bytes = field(repr=False)
    signature: str | None = field(repr=False)
    status: int | None
    received: bytes = field(repr=False)
    received_headers: Mapping[str, str] = field(repr=False)
    started_at: datetime
    milliseconds: int


class Http:
    """HTTP to the pinned hosts of one region. ``sign`` makes the detached signature of a body, ``record`` keeps it."""

    def __init__(
        self,
        *,
        hosts: Sequence[str],
        networks: Sequence[str] = (),
        sign: Callable[[bytes], str] | None = None,
        record: Callable[[Wire], None] | None = None,
        total_seconds: float | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._guard = Guard([ipaddress.ip_network(network) for network in networks])
        self._sign, self._record = sign, record
        self._guillotine = Guillotine()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_file or True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(self._guard, self._guillotine))
        self._end = None if total_seconds is None else time.monotonic() + total_seconds
        # Whether the platform answered the last call; None before the first.
        self.reached: bool | None = None

    def allows(self, url: str) -> bool:
        """Whether the address belongs to one of the pinned hosts."""
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.netloc.lower() in self._hosts

    def get(self, url: str, **options: Any) -> Answer:
        """Read something; options as for ``send``."""
        return self.send("GET", url, **options)

    def post(self, url: str, **options: Any) -> Answer:
        """Tell something; options as for ``send``."""
        return self.send("POST", url, **options)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        content_type: str = "application/json",
        auth: tuple[str, str] | None = None,
        refusal: Callable[[Answer], str] | None = None,
        keep: bool = True,
    ) -> Answer:
        """One call, never redirected, answered with 2xx.

        ``refusal`` reads the reason code out of a 4xx answer; ``keep=False`` leaves bodies with secrets unrecorded.

        Raises:
            RegionUnavailable: no answer in time, or 5xx, 408, 429.
            RegionRefused: another 4xx.
            BadAnswer: a redirect, too many bytes, or an address that may not be called.
        """
        if not self.allows(url):
            raise BadAnswer("The address is not one of the region's pinned hosts.")
        sent = urlencode(form).encode() if form is not None else content or b""
        out = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if form is not None:
            out["Content-Type"] = "application/x-www-form-urlencoded"
        elif content is not None:
            out["Content-Type"] = content_type
        signature = self._sign(sent) if self._sign and content is not None else None
        if signature:
            out[SIGNATURE_HEADER] = signature
        request = requests.Request(method, url, headers=out, params=params, data=sent or None, auth=auth)
        answer = self._exchange(request, signature if keep else None, keep=keep)
        return _judged(method, urlsplit(url).path, answer, refusal)

    def _exchange(self, request: requests.Request, signature: str | None, *, keep: bool) -> Answer:
        path = urlsplit(request.url).path
        at, began = datetime.now(UTC), time.monotonic()
        answer: Answer | None = None
        try:
            answer = self._bounded(request, path)
            return answer
        finally:
            milliseconds = round((time.monotonic() - began) * 1000)
            logger.info("%s %s -> %s in %d ms", request.method, path, answer.status if answer else "none", milliseconds)
            if self._record and keep:
                body = request.data if isinstance(request.data, bytes) else b""
                status, received = (answer.status, answer.body) if answer else (None, b"")
                heads = answer.headers if answer else {}
                self._record(Wire(request.method, path, body, signature, status, received, heads, at, milliseconds))

    def _bounded(self, request: requests.Request, path: str) -> Answer:
        what = f"{request.method} {path}"
        now = time.monotonic()
        self.reached = False
        if self._end is not None and now >= self._end:
            raise RegionUnavailable(f"{what}: no time left for this call.", arrived=False)
        self._guard.until = min(self._end or now + CONNECT_SECONDS + READ_SECONDS, now + CONNECT_SECONDS + READ_SECONDS)
        timeout = (min(CONNECT_SECONDS, self._guard.until - now), min(READ_SECONDS, self._guard.until - now))
        prepared = self._session.prepare_request(request)
        try:
            with self._session.send(prepared, timeout=timeout, allow_redirects=False, stream=True) as response:
                body = _read(response, self._guard.until)
                self.reached = response.status_code < 500 and response.status_code not in BUSY
                return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)
        except BadAnswer:
            self.reached = True
            raise
        except AddressRefused as error:
            self.reached = None
            raise BadAnswer(f"{what}: {error}") from None
        except requests.exceptions.ConnectTimeout:
            raise RegionUnavailable(f"{what}: no connection within {CONNECT_SECONDS:g} s.", arrived=False) from None
        except requests.exceptions.ConnectionError as error:
            arrived = "NewConnectionError" not in repr(error)
            raise RegionUnavailable(f"{what}: the connection failed.", arrived=arrived) from None
        except requests.exceptions.RequestException as error:
            raise RegionUnavailable(f"{what}: no complete answer ({type(error).__name__}).") from None
        except OSError:
            raise RegionUnavailable(f"{what}: the connection broke.") from None
        finally:
            self._guillotine.lift()


def netloc_of(url: str) -> str:
    """Host and port of an address, as the allow-list wants them."""
    return urlsplit(url).netloc.lower()


def hosts_of(settings: Any) -> tuple[str, ...]:
    """The hosts that a region's settings pin: ``hosts``, else those of ``base_url`` and ``issuer``."""
    listed = getattr(settings, "hosts", ())
    given = [getattr(settings, name, "") for name in ("base_url", "issuer")]
    return tuple(listed) or tuple(netloc_of(url) for url in given if url)


def _read(response: requests.Response, until: float) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(16384):
        size += len(part)
        if size > MAX_BYTES:
            raise BadAnswer("The answer is larger than 1 MB.")
        if time.monotonic() > until:
            raise RegionUnavailable("The answer took too long.")
        parts.append(part)
    return b"".join(parts)


def _judged(method: str, path: str, answer: Answer, refusal: Callable[[Answer], str] | None) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    what = f"{method} {path} answered {answer.status}"
    if answer.status >= 500 or answer.status in BUSY:
        raise RegionUnavailable(f"{what}.")
    if answer.status >= 400:
        reason = _reason(answer, refusal)
        raise RegionRefused(f"{what}.", reason_code=reason or str(answer.status), decided=bool(reason))
    raise BadAnswer(f"{what}: redirects are not followed.")


def _reason(answer: Answer, refusal: Callable[[Answer], str] | None) -> str:
    if refusal is None:
        return ""
    try:
        return str(refusal(answer) or "")[:80]
    except (BadAnswer, KeyError, TypeError, AttributeError):
        return ""


def _no_number(text: str) -> Any:
    raise ValueError(f"a number that is not whole, {len(text)} characters long")
