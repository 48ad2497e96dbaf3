"""The side menu: each audience package lists its entries in ``MENU``; a person sees those of the roles held.

``MENU = [("/enterprise/orders", "我的订单", "My orders"), …]`` in ``hub/web/<audience>/__init__.py``; an entry whose
page does not exist is left out.
"""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from hub.kernel.actor import Actor
from hub.web.language import t
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, Role

AREA_ROLES = frozenset(
    {
        Role.REVIEWER_INITIAL,
        Role.ASSESSOR,
        Role.POLICY_EDITOR,
        Role.POLICY_APPROVER,
        Role.NOTICE_OFFICER,
        Role.OBJECTION_DECIDER,
        Role.AREA_ADMIN,
        Role.PROVINCE_CENTER,
    }
)
# Audience package → its heading and whose it is; None: everybody's.
AUDIENCES: dict[str, tuple[str, str, frozenset[Role] | None]] = {
    "enterprise": ("我是买家", "As a buyer", HOLDER_ROLES),
    "institution": ("我是卖家", "As a seller", INSTITUTION_ROLES),
    "area": ("区域管理", "Area administration", AREA_ROLES),
    "expert": ("专家评审", "Expert review", frozenset({Role.EXPERT})),
    "agency": ("专业机构", "Agency", frozenset({Role.AGENCY})),
    "finance": ("财务", "Finance", frozenset({Role.FINANCE_OFFICER, Role.FINANCE_APPROVER})),
    "auditor": ("审计", "Audit", frozenset({Role.AUDITOR})),
    "operator": ("枢纽运行", "Operation", frozenset({Role.HUB_OPERATOR, Role.SECURITY_ADMIN, Role.PROGRAMME_STEWARD})),
    "developer": ("开放接口", "Developers", frozenset({Role.CLIENT_OWNER})),
    "account": ("我的账号", "My account", frozenset(Role)),
    "public": ("公开信息", "Public", None),
}


@dataclass(frozen=True)
class Entry:
    """A line of the menu."""

    path: str
    text: str
    here: bool


@dataclass(frozen=True)
class Section:
    """The entries of one audience under their heading."""

    title: str
    entries: Sequence[Entry]


def menu_of(actor: Actor | None) -> list[Section]:
    """The menu of this person on this page."""
    sections = []
    for name, (zh, en, roles) in AUDIENCES.items():
        if roles is not None and (actor is None or not actor.has(*roles)):
            continue
        entries = list(_entries(name, actor))
        if entries:
            sections.append(Section(t(zh, en), entries))
    return sections


def workbench_of(actor: Actor) -> str | None:
    """The first page that this person may open, of the first audience it belongs to."""
    for name, (_, _, roles) in AUDIENCES.items():
        if roles is None or not actor.has(*roles):
            continue
        home = _guard_of(f"/{name}/", current_app)
        if home is not None and _may_open(home, actor):
            return f"/{name}/"
        open_to_them = next((path for (path, _, _), guard in _listed(name) if _may_open(guard, actor)), None)
        if open_to_them is not None:
            return open_to_them
    return None


def _entries(audience: str, actor: Actor | None) -> Iterator[Entry]:
    listed = [entry for entry, guard in _listed(audience) if _may_open(guard, actor)]
    longest = max((path for path, _, _ in listed if _leads_here(path)), key=len, default=None)
    for path, zh, en in listed:
        yield Entry(path, t(zh, en), path == longest)


def _may_open(guard: Any, actor: Actor | None) -> bool:
    return isinstance(guard, str) or (actor is not None and actor.has(*guard))


def _listed(audience: str) -> list[tuple[tuple[str, str, str], Any]]:
    """The audience's entries that have a page, with its guard; found out once for an application."""
    known: dict[str, list[Any]] = current_app.extensions.setdefault("hub_menu", {})
    if audience not in known:
        listed = getattr(importlib.import_module(f"hub.web.{audience}"), "MENU", ())
        guards = [_guard_of(path, current_app) for path, _, _ in listed]
        known[audience] = [(entry, guard) for entry, guard in zip(listed, guards, strict=True) if guard is not None]
    return known[audience]


def exists(path: str, app: Flask) -> bool:
    """Whether there is a page at ``path``."""
    return _guard_of(path, app) is not None


def _guard_of(path: str, app: Flask) -> Any:
    try:
        endpoint, _ = app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return None
    return getattr(app.view_functions[endpoint], "guard", "public")


def _leads_here(path: str) -> bool:
    return request.path == path or (path.count("/") > 1 and request.path.startswith(path.rstrip("/") + "/"))
