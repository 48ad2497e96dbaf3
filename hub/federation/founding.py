"""`hub regions new`: the folder of a region that joins, or a package with it and a dialect of its own."""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from adapters.discovery import known_dialects, package_of
from hub.kernel.clock import utc_now
from hub.kernel.errors import Invalid

SKELETON = files("hub.federation") / "skeleton"
MARK = "待填写"
CODE = re.compile(r"[a-z][a-z0-9]{1,29}")
# The dialect that is offered to every new region: copied to begin one of its own.
OFFERED = "standard"
BY_FILES = """# No platform: payment files and statements are carried by people, sign-in is by hub account.
# 待填写：有平台时改为 http 并填写地址、凭证和登录。 / With a platform: http, its address, its secrets, its login.
settings = { channel = "files" }"""
AT_PLATFORM = """# 待填写：平台的登录保证等级及理由。 / How sure a login at the platform makes us, and why.
login = {{ assurance = "low", reason = "统一身份认证，账号口令" }}

[settings]
# 待填写：平台和统一身份认证的地址。 / The addresses of the platform and of its OpenID provider.
base_url = "http://127.0.0.1:8009"
issuer = "http://127.0.0.1:8009/oidc"
client_id = "hub"
client_secret = "env:{upper}_CLIENT_SECRET"
token = "env:{upper}_REGION_TOKEN"
channel = "http"
"""


class NotFounded(Invalid):
    """The folder cannot be made."""

    code = "region.not_founded"
    zh = "无法建立区域目录：{why}"
    en = "The region's folder cannot be made: {why_en}"


@dataclass(frozen=True)
class NewRegion:
    """What is known of a region before it joins; what is not known has a value to be replaced."""

    code: str
    area: str
    programme: str
    division: str = "00"
    area_division: str = "000000"
    zh: str = ""
    en: str = ""
    seller_region: str = ""
    year: int = 0

    def words(self, *, adapter: str, settings: str) -> dict[str, str]:
        """What stands for each ``$name`` of the skeleton."""
        return {
            "code": self.code, "area": self.area, "programme": self.programme, "division": self.division,
            "area_division": self.area_division, "zh": self.zh or self.code, "en": self.en or self.code.capitalize(),
            "area_zh": self.area, "area_en": self.area.capitalize(), "number_code": f"{self.area}xx"[:3].upper(),
            "seller_region": self.seller_region or self.code, "year": str(self.year or utc_now().year),
            "rule": f"rule-{self.code}", "adapter": adapter, "settings": settings,
        }  # fmt: skip


def found_region(new: NewRegion, *, root: Path) -> list[Path]:
    """Make ``root/<code>`` for a region whose people carry files until its platform is named; returns the files.

    Raises:
        NotFounded: a code is not usable, or there is such a folder.
    """
    _check(new)
    return _write(root / new.code, new, new.words(adapter=OFFERED, settings=BY_FILES))


def found_package(new: NewRegion, *, root: Path) -> list[Path]:
    """Make an installable package outside the tree: the region, and a dialect that begins as a copy of the offered one.

    Raises:
        NotFounded: a code is not usable, or there is such a folder.
    """
    _check(new)
    package = f"voucher_hub_{new.code}"
    folder = root / f"voucher-hub-{new.code}"
    words = new.words(adapter=new.code, settings=AT_PLATFORM.format(upper=new.code.upper()))
    inner = folder / package
    made = _write(inner / new.code, new, words)
    made += _copy_dialect(inner / "dialect", f"{package}.dialect", new.code)
    for path in (inner, inner / new.code):
        made.append(_text(path / "__init__.py", f'"""The region {new.code} for the voucher federation hub."""\n'))
    made.append(
        _text(folder / "pyproject.toml", _template("pyproject.toml").substitute(words, name=new.code, package=package))
    )
    return made


def marks_left(folder: Path, code: str) -> list[str]:
    """What a person still has to fill in: one sentence for each mark, with file and line."""
    left = []
    for path in sorted(folder.rglob("*.toml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith(f"# {MARK}："):
                says = line.split(" / ", 1)[-1].removeprefix(f"# {MARK}：")
                left.append(f"{code}: {path.relative_to(folder)}:{number} is to be filled in: {says}")
    return left


def _check(new: NewRegion) -> None:
    for code in (new.code, new.area):
        if not CODE.fullmatch(code):
            zh, en = "代码须为小写英文字母开头的字母或数字", "a code is lower-case letters and digits"
            raise NotFounded(why=f"“{code}”{zh}。", why_en=f"{code!r}: {en}.")


def _write(folder: Path, new: NewRegion, words: dict[str, str]) -> list[Path]:
    if folder.exists():
        raise NotFounded(why=f"{folder} 已存在。", why_en=f"{folder} exists already.")
    area = folder / "areas" / new.area
    places = {
        "region.toml": folder / "region.toml",
        "area.toml": area / "area.toml",
        "policy.toml": area / "policy" / f"{words['year']}.toml",
        "manual.toml": folder / "sources" / "manual.toml",
        "cases.toml": folder / "cases.toml",
        "labels.toml": folder / "labels.toml",
    }
    return [_text(path, _template(name).substitute(words)) for name, path in places.items()]


def _template(name: str) -> Template:
    return Template((SKELETON / f"{name}.template").read_text("utf-8"))


def _copy_dialect(folder: Path, package: str, code: str) -> list[Path]:
    """The offered dialect under another name; its policy documents go on being read by the original."""
    original = package_of(known_dialects()[OFFERED])
    made = []
    for source in sorted(Path(str(files(original))).rglob("*")):
        if source.suffix not in (".py", ".toml", ".json", ".md") or source.name == "policy.py":
            continue
        text = source.read_text("utf-8").replace(original, package).replace(f"{OFFERED.upper()}_", f"{code.upper()}_")
        text = text.replace(f'"{OFFERED}"', f'"{code}"').replace(f"`{OFFERED}`", f"`{code}`")
        made.append(_text(folder / source.relative_to(str(files(original))), text))
    reader = '"""Policy documents are written in the words of the dialect that is offered to all."""\n\n'
    reader += f'from {original}.policy import normalize\n\n__all__ = ["normalize"]\n'
    return [*made, _text(folder / "policy.py", reader)]


def _text(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path
