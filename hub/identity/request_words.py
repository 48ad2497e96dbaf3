"""What a request would change, line by line and in words: before, after, and what is personal in it.

``asked`` names what is wanted; ``was_<name>`` beside it is what is on record now.
"""

from dataclasses import dataclass

from hub.identity import divisions
from hub.identity.identity_requests import asked_of
from hub.identity.models import IdentityRequest
from hub.identity.rules import mask_name, mask_phone

LABELS: dict[str, tuple[str, str]] = {
    "uscc": ("统一社会信用代码", "Unified social credit code"),
    "name": ("单位名称", "Name of the unit"),
    "division": ("注册所在地", "Place of registration"),
    "username": ("用户名", "Username"),
    "real_name": ("姓名", "Name"),
    "phone": ("手机号码", "Mobile number"),
    "legal_representative": ("法定代表人", "Legal representative"),
    "contact_phone": ("联系电话", "Contact's phone"),
    "agreed": ("已同意的服务条款版本", "Terms of service agreed to"),
    "region": ("地区平台", "Region"),
    "issuer": ("地区平台的签发者", "Issuer at the region"),
    "subject": ("地区账号标识", "Account at the region"),
    "field": ("服务领域", "What it offers"),
    "capability": ("服务能力", "What it can do"),
    **{f"certificate_{n}": (f"证书 {n}", f"Certificate {n}") for n in range(1, 21)},
    "why": ("说明", "Reason"),
}
SHOWN = {"division": lambda code: f"{divisions.name_of_division(code)} {code}"}
MASKS = {
    "phone": mask_phone,
    "contact_phone": mask_phone,
    "real_name": mask_name,
    "legal_representative": mask_name,
}


@dataclass(frozen=True)
class Wanted:
    """One line: what it is called, what is on record (None: nothing), what is wanted, whether parts are hidden."""

    name: str
    zh: str
    en: str
    before: str | None
    after: str
    masked: bool


def wanted_by(request: IdentityRequest, *, in_full: bool = False) -> list[Wanted]:
    """The lines of a request, personal data masked unless ``in_full``."""
    asked = asked_of(request)
    return [
        _line(name, asked, in_full=in_full)
        for name in sorted(asked, key=lambda name: (list(LABELS).index(name) if name in LABELS else 99, name))
        if not (name.startswith("was_") and name.removeprefix("was_") in asked)
    ]


def _line(name: str, asked: dict[str, str], *, in_full: bool) -> Wanted:
    zh, en = LABELS.get(name, (name, name))
    mask = MASKS.get(name)
    hide = SHOWN.get(name, str) if in_full or mask is None else mask
    before = asked.get(f"was_{name}")
    return Wanted(name, zh, en, hide(before) if before else None, hide(asked[name]), mask is not None and not in_full)
