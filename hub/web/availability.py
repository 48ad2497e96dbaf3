"""What the banner says of maintenance and of regions that are down, and the refusal of every change while read-only.

Signing in and out, choosing a language and what operators do go on; so do jobs (ADR 036). A form that is refused comes
back with everything that was typed, to be sent again.
"""

from collections.abc import Sequence

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hub import availability, identity
from hub.availability import Ability, MaintenanceWindow, ReadOnlyNow, RegionStatus
from hub.federation import UnknownArea, directory
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.web.errors import PROGRAMS, refused
from hub.web.guards import current_actor
from hub.web.language import t
from schemas.terms import Role

READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Signing in and what is no business: these change nothing but sessions, tokens and the language.
GOES_ON = ("/login", "/logout", "/language", "/oauth/", "/testing/")
NOT_SHOWN_AGAIN = frozenset({"csrf_token", "idempotency_key"})
SECRET = ("password", "code", "secret")


def install(app: Flask) -> None:
    """Refuse changes while the hub is read-only, and give templates the banner."""
    app.before_request(refuse_while_read_only)
    app.jinja_env.globals.update(banner_window=banner_window, banner_regions=banner_regions)
    app.jinja_env.globals.update(ability_word=ability_word, has_begun=has_begun)


def refuse_while_read_only() -> ResponseReturnValue | None:
    """503 for everything that would change something."""
    if request.method in READS or request.path.startswith(GOES_ON):
        return None
    refusal = availability.read_only_now()
    if refusal is None or _is_operators():
        return None
    if request.path.startswith(PROGRAMS):
        return refused(refusal)
    return _kept(refusal)


def banner_window() -> MaintenanceWindow | None:
    """The maintenance that goes on or comes next."""
    if "banner_window" not in g:
        g.banner_window = availability.next_window()
    found: MaintenanceWindow | None = g.banner_window
    return found


def banner_regions() -> Sequence[RegionStatus]:
    """The platforms that are down now and that the visitor has to do with; an operator has to do with all."""
    actor = current_actor()
    if actor.account_id is None:
        return ()
    down = availability.list_down()
    if not down or actor.has(Role.HUB_OPERATOR):
        return down
    mine = _regions_of_visitor()
    return [status for status in down if status.region.code in mine]


def ability_word(ability: Ability) -> str:
    """What waits while a platform is down."""
    words = {
        Ability.LOGIN: t("经该平台登录", "signing in through it"),
        Ability.QUOTA: t("用该平台的券下单（排队，恢复后自动占用额度）", "orders with its vouchers (they queue)"),
        Ability.CATALOG: t("该平台目录的更新", "news of its catalogue"),
        Ability.MESSAGES: t("发往该平台的消息（自动补发）", "messages to it (sent later by themselves)"),
    }
    return words[ability]


def has_begun(window: MaintenanceWindow) -> bool:
    """Whether it goes on, or is still to come."""
    return window.starts_at <= utc_now()


def _regions_of_visitor() -> frozenset[str]:
    actor = current_actor()
    found: set[str] = set()
    for code in actor.areas():
        try:
            found.add(directory.get_area(code).region)
        except UnknownArea:
            continue
    if actor.organization_id is not None:
        with scope.everything():
            unit = identity.get_organization(actor.organization_id)
        found |= {code for code in (unit.region, unit.identity_region) if code}
    return frozenset(found)


def _is_operators() -> bool:
    return request.path.startswith("/operator/") and current_actor().has(Role.HUB_OPERATOR)


def _kept(refusal: ReadOnlyNow) -> Response:
    """The page of the refusal, with a form that holds what was typed; passwords and codes are not written out."""
    typed = [
        (name, value)
        for name in request.form
        if name not in NOT_SHOWN_AGAIN and not any(word in name for word in SECRET)
        for value in request.form.getlist(name)
    ]
    page = render_template(
        "errors/read_only.html", sentence=refusal, typed=typed, key=request.form.get("idempotency_key", ""),
        files=[upload.filename for upload in request.files.values() if upload.filename],
    )  # fmt: skip
    answer = make_response(page, refusal.status)
    answer.headers["Retry-After"] = "60"
    return answer
