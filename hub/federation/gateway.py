"""The one door to the regions' platforms. Effects go through ``exchanges``; here are logins and look-ups."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from flask import current_app, g, has_app_context

from adapters.contract import (
    Adapter,
    Assertion,
    BadAnswer,
    Callback,
    Capability,
    KeepsDocuments,
    LoginRequest,
    NotSupported,
    Redirect,
    RegionRefused,
    RegionUnavailable,
    Support,
    UpstreamSession,
)
from adapters.discovery import known_dialects, settings_of
from adapters.secrets import secrets_from
from adapters.transport import LOOPBACK, Http, Wire, hosts_of
from hub.federation import health
from hub.federation.breaker import gate_of
from hub.federation.codec import REQUESTS
from hub.federation.directory import get_region
from hub.federation.errors import RegionAnswerWrong, RegionCannot, RegionDown, RegionSaidNo
from hub.federation.places import Region
from hub.kernel.clock import utc_now
from hub.kernel.meters import REGION_SECONDS, timed
from hub.settings import Settings, load_settings

LOGIN_SECONDS = 5.0
LOOK_UP_SECONDS = 5.0
LOOK_UPS = frozenset({"find_enterprise", "list_catalog", "list_vouchers", "fetch_policy", "application_page"})
Answered = TypeVar("Answered")
# How a call ended, for the figures of operation.
OUTCOMES: dict[type[BaseException], str] = {
    RegionUnavailable: "unavailable",
    RegionRefused: "refused",
    BadAnswer: "bad_answer",
    NotSupported: "unsupported",
}
log = logging.getLogger("hub.federation")


@dataclass(frozen=True)
class Recorder:
    """Signs what goes out and keeps each call as it was on the wire."""

    sign: Callable[[bytes], str]
    wires: list[Wire]


def begin_login(region: str, request: LoginRequest) -> Redirect:
    """Where the browser goes to log in at the region.

    The caller keeps ``remember`` for this browser, adds ``code_verifier`` to it, and gives both to ``finish_login``.
    """
    return _guarded(region, lambda adapter: adapter.begin_login(request), LOGIN_SECONDS)


def finish_login(region: str, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who the region says has logged in, after every check; takes at most five seconds."""
    return _guarded(region, lambda adapter: adapter.finish_login(callback, remember), LOGIN_SECONDS)


def begin_logout(region: str, session: UpstreamSession) -> Redirect | None:
    """Where the browser goes to log out at the region; None when the region has no logout or cannot be reached."""
    try:
        return _guarded(region, lambda adapter: adapter.begin_logout(session), LOGIN_SECONDS)
    except (RegionDown, RegionAnswerWrong, RegionSaidNo, RegionCannot):
        return None


def renew_documents(region: str) -> None:
    """Fetch the region's metadata and keys before a login needs them, where its dialect relies on any.

    Raises:
        RegionDown, RegionSaidNo, RegionAnswerWrong: they could not be had; the last good copies stay.
    """

    def renew(adapter: Adapter) -> None:
        if isinstance(adapter, KeepsDocuments):
            adapter.renew_documents()

    _guarded(region, renew, LOOK_UP_SECONDS)


def call(region: str, verb: str, *arguments: Any) -> Any:
    """Look something up at the region: ``call("…", "list_vouchers", uscc, year)``.

    Raises:
        RegionDown, RegionSaidNo, RegionAnswerWrong, RegionCannot: hub errors with a sentence for the page.
    """
    if verb in REQUESTS or verb not in LOOK_UPS:
        raise ValueError(f"{verb} is no look-up: what has an effect is sent through exchanges.")
    return _guarded(region, lambda adapter: getattr(adapter, verb)(*arguments), LOOK_UP_SECONDS)


def offers(region: str, capability: Capability) -> bool:
    """Whether the region's dialect can do this at all."""
    found = get_region(region)
    if not found.adapter:
        return False
    if capability is Capability.LOGIN and found.login is None:
        return False
    return support_of(found)[capability] in (Support.FULL, Support.PARTIAL)


def support_of(region: Region) -> Mapping[Capability, Support]:
    """How far the region's platform goes, for every capability; empty where there is none."""
    if not region.adapter:
        return {}
    spec = known_dialects()[region.adapter]
    return spec.support_under(settings_of(spec, dict(region.settings)))


def by_files(region: str) -> bool:
    """Whether people carry this region's documents, because it has no platform of its own."""
    found = get_region(region)
    return not found.adapter or found.settings.get("channel") == "files"


def open_adapter(region: Region, *, recorder: Recorder | None = None, seconds: float | None = None) -> Adapter:
    """The dialect of ``region``, opened on a transport that reaches its pinned hosts only.

    Raises:
        NotSupported: the region has no platform.
    """
    return _opened(region, recorder=recorder, seconds=seconds)[0]


def _opened(region: Region, *, recorder: Recorder | None, seconds: float | None) -> tuple[Adapter, Http]:
    if not region.adapter:
        raise NotSupported(f"{region.code} has no platform.")
    spec = known_dialects()[region.adapter]
    settings = settings_of(spec, dict(region.settings))
    production = in_production()
    http = Http(
        hosts=hosts_of(settings),
        networks=() if production else LOOPBACK,
        sign=recorder.sign if recorder else None,
        record=recorder.wires.append if recorder else None,
        total_seconds=seconds,
    )
    return spec.open(settings, http, secrets_from(sample=not production), utc_now), http


def reach(region: str, act: Callable[[Adapter], Answered], *, recorder: Recorder | None, seconds: float) -> Answered:
    """Run ``act`` with the region's adapter behind its breaker; raises the adapter's errors as they are."""
    adapter, http = _opened(get_region(region), recorder=recorder, seconds=seconds)
    try:
        with timed(REGION_SECONDS, region, OUTCOMES):
            answer = gate_of(region).call(lambda: act(adapter), lambda: http.reached)
    except RegionUnavailable as fault:
        if http.reached is False:
            health.note_fault(region, str(fault))
        raise
    if http.reached:
        health.note_ok(region)
    return answer


def _guarded(region: str, act: Callable[[Adapter], Answered], seconds: float) -> Answered:
    names = get_region(region).names
    said = {"region": names.zh, "region_en": names.en}
    try:
        return reach(region, act, recorder=None, seconds=seconds)
    except RegionUnavailable as fault:
        log.warning("region %s unavailable: %s", region, fault)
        raise RegionDown(**said, since=health.since_text(region)) from None
    except RegionRefused as fault:
        raise RegionSaidNo(**said, reason=fault.reason_code or "-") from None
    except NotSupported:
        raise RegionCannot(**said) from None
    except BadAnswer as fault:
        correlation = _correlation()
        log.warning("region %s answered wrongly (%s): %s", region, correlation, fault)
        raise RegionAnswerWrong(**said, correlation=correlation) from None


def _correlation() -> str:
    known = g.get("request_id") if has_app_context() else None
    return str(known or uuid4().hex)[-12:]


def in_production() -> bool:
    """Whether loopback addresses and sample secrets are refused: by the application's settings, or this process's."""
    settings: Settings = current_app.config["HUB"] if has_app_context() else load_settings()
    return settings.production
