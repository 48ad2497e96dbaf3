"""What is said at a login: part of the contract, imported from ``adapters.contract``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class LoginRequest:
    """What the core asks for. ``state`` and ``nonce`` are fresh; the core keeps the verifier of ``code_challenge``.

    ``anew``: the person is to log in again, whatever session the platform has. ``max_age``: how many seconds ago they
    may have done so. A dialect whose protocol knows no such words leaves them out.
    """

    state: str
    nonce: str
    code_challenge: str
    return_url: str
    acr: str | None = None
    anew: bool = False
    max_age: int | None = None


@dataclass(frozen=True)
class Redirect:
    """Where the browser goes: ``fields`` are posted when there are any, else it is a GET.

    The core keeps ``remember`` for this browser under the state (10 minutes, once), adds ``code_verifier``
    and hands it to ``finish_login``.
    """

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    remember: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Callback:
    """The parameters with which the browser came back."""

    params: Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """The operator 经办人 as the region states them; ``phone`` is where a binding code may go."""

    name: str | None = None
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class UpstreamSession:
    """What is needed to end the session at the region, or what the region says has ended.

    ``return_url`` is where the browser may be sent after a logout there, for platforms that ask for it.
    """

    issuer: str
    subject: str | None = None
    sid: str | None = None
    id_token: str | None = field(default=None, repr=False)
    return_url: str | None = None


@dataclass(frozen=True)
class Assertion:
    """Who the region says has logged in. (issuer, subject) is the key; the USCC is an attribute, not a login key."""

    issuer: str
    subject: str
    uscc: str | None = None
    org_name: str | None = None
    person: Person | None = None
    acr: str | None = None
    auth_time: datetime | None = None
    session: UpstreamSession | None = None
