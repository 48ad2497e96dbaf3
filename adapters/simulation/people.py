"""Who can log in at a simulated platform, and its minimal login page."""

from dataclasses import dataclass
from typing import Any

PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>模拟平台，仅供测试与演示。</p>{message}
<form method="post" data-action="region.login">
<label>用户名 <input name="username" autocomplete="username" required></label>
<label>密码 <input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">登录</button></form></body></html>"""


@dataclass(frozen=True)
class Enterprise:
    """An enterprise in the platform's directory with the one person who logs in for it. Fictional throughout."""

    key: str
    name: str
    uscc: str
    subject: str
    username: str
    password: str
    person: str
    phone: str
    facts: dict[str, Any]


def enterprises_of(seed: dict[str, Any]) -> dict[str, Enterprise]:
    """The enterprises of a seed by user name."""
    found = {}
    for row in seed["enterprises"]:
        enterprise = Enterprise(**{**row, "facts": dict(row.get("facts", {}))})
        found[enterprise.username] = enterprise
    return found


def login_page(title: str, message: str = "") -> str:
    """The login page, with what was wrong."""
    return PAGE.format(title=title, message=f'<p role="alert">{message}</p>' if message else "")


def authenticate(people: dict[str, Enterprise], username: str, password: str) -> Enterprise | None:
    """The enterprise whose person this is."""
    found = people.get(username)
    return found if found and found.password == password else None
