"""Wordings that operators have put in place of the shipped ones: each is kept, and a message keeps its own."""

import time
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from hub.kernel.db import db
from hub.messages.models import WordingEdition

# A change made in another process is seen after so many seconds.
ASKED_AGAIN_SECONDS = 5.0
_KEPT = "hub.wordings"


def current_edition(name: str) -> int:
    """The wording that is in force; 0 is the shipped one."""
    kept = _kept()
    if time.monotonic() - kept["asked_at"] > ASKED_AGAIN_SECONDS:
        newest = select(WordingEdition.name, func.max(WordingEdition.edition)).group_by(WordingEdition.name)
        kept["current"] = {row[0]: row[1] for row in db.session.execute(newest)}
        kept["asked_at"] = time.monotonic()
    return int(kept["current"].get(name, 0))


def wording_of(name: str, edition: int) -> dict[str, str]:
    """The texts of a wording by language; they never change, so each is read once."""
    texts: dict[tuple[str, int], dict[str, str]] = _kept()["texts"]
    if (name, edition) not in texts:
        here = WordingEdition.name == name, WordingEdition.edition == edition
        zh, en = db.session.execute(select(WordingEdition.zh, WordingEdition.en).where(*here)).one()
        texts[name, edition] = {"zh": zh, "en": en}
    return texts[name, edition]


def forget_wordings() -> None:
    """Look into the table again at the next message: a wording was changed here."""
    current_app.extensions.pop(_KEPT, None)


def _kept() -> dict[str, Any]:
    empty = {"asked_at": float("-inf"), "current": {}, "texts": {}}
    kept: dict[str, Any] = current_app.extensions.setdefault(_KEPT, empty)
    return kept
