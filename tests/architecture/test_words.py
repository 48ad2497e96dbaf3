"""Every code has its words, every error its sentence, every setting its explanation, every event its message."""

import importlib
import inspect
import pkgutil
import re
import tomllib
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import get_type_hints

import pytest

import hub
from hub.kernel.errors import Forbidden, HubError, Invalid, NotFound, Refused
from hub.settings import Settings
from hub.web.words import WORDS
from schemas import terms
from schemas.events import EVENTS
from tests.architecture.sources import ROOT, none_of

ENUMS = sorted(
    (kind for _, kind in inspect.getmembers(terms, inspect.isclass) if issubclass(kind, Enum) and list(kind)),
    key=lambda kind: kind.__name__,
)
PARENTS = {HubError, Refused, Invalid, NotFound, Forbidden}
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_code_has_a_word_in_both_languages(kind):
    words = WORDS.get(kind.__name__, {})
    none_of(f"{kind.__name__}.{m.name} has no words" for m in kind if m.name not in words)
    none_of(f"{kind.__name__}.{name} is no code" for name in set(words) - set(kind.__members__))
    none_of(n for n, (zh, en) in words.items() if not CHINESE.search(zh) or not en or CHINESE.search(en))


def all_errors() -> list[type[HubError]]:
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        if ".migrations" not in module.name and not module.name.startswith(("hub.stories", "hub.demo", "hub.bench")):
            importlib.import_module(module.name)
    found, queue = [], [HubError]
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind not in PARENTS and kind.__module__.startswith("hub."):
            found.append(kind)
    return found


def test_every_error_has_a_code_of_its_own_and_a_sentence_in_both_languages():
    offenders, seen = [], {}
    for error in all_errors():
        where = f"{error.__module__}.{error.__name__}"
        own = {name for name in ("code", "zh", "en") if name in vars(error)}
        if "code" not in own and not error.__subclasses__():
            offenders.append(f"{where} lacks a code")
        if ("zh" in own) != ("en" in own) or error.zh in (HubError.zh, Invalid.zh):
            offenders.append(f"{where} lacks its own sentence in Chinese and English")
        if "code" in own and seen.setdefault(error.code, where) != where:
            offenders.append(f"{where} has the code of {seen[error.code]}: {error.code}")
        if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", error.code):
            offenders.append(f"{where}: odd code {error.code!r}")
        given = re.fullmatch(r"\{\w+\}", error.zh)  # the sentence itself is a value
        if not given and (not CHINESE.search(error.zh) or CHINESE.search(error.en)):
            offenders.append(f"{where}: sentences must be Chinese and English")
    none_of(offenders)


def test_every_setting_is_explained():
    explained = (ROOT / "docs" / "settings.md").read_text()
    none_of(
        f"{section}.{field.name}"
        for section, kind in get_type_hints(Settings).items()
        if is_dataclass(kind)
        for field in fields(kind)
        if f"`{section}.{field.name}`" not in explained
    )


def test_every_event_has_a_message_in_both_languages():
    path = ROOT / "hub" / "messages" / "templates.toml"
    said = tomllib.loads(path.read_text())["events"]
    none_of(event for event in EVENTS if not {"zh", "en"} <= set(said.get(event, {})))
