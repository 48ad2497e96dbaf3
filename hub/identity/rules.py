"""Pure decisions about people: is this session alive, is this password good enough, is this path one of ours."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from schemas.terms import ROLES_NOBODY_HOLDS_TOGETHER, Role

PASSWORD_MIN = 15
PASSWORD_MIN_WITH_SECOND_FACTOR = 8
PASSWORD_MAX = 128
CODE_LASTS = timedelta(minutes=15)
LOGIN_LASTS = timedelta(minutes=10)
TOKEN_LASTS_AT_MOST = timedelta(minutes=15)
TOKEN_SCOPES = (
    "org",
    "holder.write",
    "decision.read",
    "voucher.read",
    "voucher.apply",
    "order.read",
    "order.write",
    "redemption.read",
    "redemption.write",
    "message.read",
)
# Beginnings that fill most lists of leaked passwords, and the words everybody tries here first.
BLOCKED_PARTS: tuple[str, ...] = (
    "password",
    "passw0rd",
    "123456",
    "111111",
    "000000",
    "qwerty",
    "abc123",
    "admin",
    "iloveyou",
)
BLOCKED_PARTS += ("创新券", "密码", "chuangxinquan", "voucher")
_USERNAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9_.\-\u4e00-\u9fff]{1,39}")


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts without use, and at most."""

    idle: timedelta
    absolute: timedelta


PEOPLE_LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
STAFF_LIMITS = SessionLimits(idle=timedelta(minutes=15), absolute=timedelta(hours=8))


def is_session_alive(*, created_at: datetime, seen_at: datetime, now: datetime, limits: SessionLimits) -> bool:
    """Whether a session may still be used now."""
    return now - seen_at < limits.idle and now - created_at < limits.absolute


def fold_username(typed: str) -> str:
    """The one form of a username: NFKC, case folded, no blanks around it."""
    return unicodedata.normalize("NFKC", typed).casefold().strip()


def is_username(folded: str) -> bool:
    """Whether a folded username may be registered: 2 to 40 letters, digits, Chinese characters, "_", "." or "-"."""
    return bool(_USERNAME.fullmatch(folded))


def password_fault(password: str, *, username: str, second_factor: bool) -> tuple[str, str] | None:
    """Why a password cannot be taken (Chinese, English), or None. Length decides, not a mixture of characters."""
    least = PASSWORD_MIN_WITH_SECOND_FACTOR if second_factor else PASSWORD_MIN
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < least:
        return (
            f"密码至少 {least} 个字符，可以使用一句容易记住的话。",
            f"Use at least {least} characters, such as a sentence.",
        )
    if len(password) > PASSWORD_MAX:
        return f"密码最多 {PASSWORD_MAX} 个字符。", f"Use at most {PASSWORD_MAX} characters."
    if len(set(folded)) < 5:
        return "密码不能只由少数几个字符重复组成。", "Do not repeat a few characters."
    if len(username) > 3 and username in folded:
        return "密码不能包含用户名。", "The password must not contain the username."
    rest = folded
    for part in BLOCKED_PARTS:
        rest = rest.replace(part, "")
    if len(rest) < least // 2:
        return (
            "该密码过于常见，请换一个不易被猜到的。",
            "This password is too common; choose one that is hard to guess.",
        )
    return None


def roles_clash(held: set[Role], wanted: Role) -> Role | None:
    """The role already held that nobody may hold together with ``wanted``, or None."""
    return next((role for role in sorted(held) if frozenset({role, wanted}) in ROLES_NOBODY_HOLDS_TOGETHER), None)


def safe_path(given: str | None) -> str | None:
    """``given`` when it is a path on this hub and nothing else, otherwise None: no open redirect.

    Browsers read a backslash as a slash and drop tabs and line ends, so any of them refuses the path.
    """
    if not given or not given.startswith("/") or given.startswith("//"):
        return None
    if "\\" in given or any(ord(character) < 33 or ord(character) == 127 for character in given):
        return None
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc else None


def kind_of_uscc(uscc: str) -> str:
    """The kind of unit that the first two characters of a USCC name (GB 32100)."""
    if uscc.startswith("91"):
        return "enterprise"
    if uscc.startswith("12"):
        return "public_institution"
    if uscc.startswith("5"):
        return "social_organization"
    return "individual" if uscc.startswith("92") else "other"


def division_of_uscc(uscc: str) -> str:
    """The division (GB/T 2260) in which the unit was registered: characters 3 to 8 of its USCC."""
    return uscc[2:8]


def plain_phone(typed: str) -> str:
    """The one form of a phone number: without blanks and hyphens."""
    return re.sub(r"[\s\-]", "", typed)


def mask_phone(phone: str) -> str:
    """A phone number for reading: first three and last four digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def mask_name(name: str) -> str:
    """A person's name for reading: the first character only."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""
