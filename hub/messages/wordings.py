"""Change how a message is worded: in both languages, with no placeholder that is not filled, each wording kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from hub.kernel.errors import Invalid, NotFound
from hub.kernel.ids import new_id
from hub.messages.editions import current_edition, forget_wordings
from hub.messages.models import WordingEdition
from hub.messages.templates import SMS, sentence_of, templates
from schemas.terms import Role

EXAMPLES = {"no": "CSJ-2024-000123", "code": "246810", "reason": "材料不全", "amount": "3,000.00"}
_NAME = re.compile(r"[a-z_]+")


class WordingUnknown(NotFound):
    """There is no message of that name."""

    code = "wording.unknown"
    zh = "没有名为 {name} 的消息。"
    en = "There is no message named {name}."


class PlaceholderWrong(Invalid):
    """The sentence names a value that is not given for this message, or a brace has no partner."""

    code = "wording.placeholder"
    zh = "文字中的 {found} 无法填入：这条消息可用的占位符是 {known}。"
    en = "{found} cannot be filled in: this message has the placeholders {known}."


class EnglishMissing(Invalid):
    """A message is told in the language of whoever reads it."""

    code = "wording.english_missing"
    zh = "请填写英文：站内信按收信人的语言显示。"
    en = "Give the English too: a message is shown in its reader's language."


@dataclass(frozen=True)
class Wording:
    """A message as it is worded now, what may be filled in, and how it reads with examples."""

    name: str
    zh: str
    en: str
    edition: int
    placeholders: tuple[str, ...]

    @property
    def is_sms(self) -> bool:
        """Whether it is a text message, which is Chinese only."""
        return self.name.startswith(SMS)

    @property
    def preview_zh(self) -> str:
        """The Chinese sentence with examples in it."""
        return preview(self.zh)

    @property
    def preview_en(self) -> str:
        """The English sentence with examples in it."""
        return preview(self.en)


def list_wordings(asked: str = "") -> list[Wording]:
    """Every message whose name or words hold ``asked``."""
    names = [*templates()["events"], *(f"{SMS}{name}" for name in templates()["sms"]["text"])]
    found = (get_wording(name) for name in sorted(names))
    return [one for one in found if asked.lower() in f"{one.name} {one.zh} {one.en}".lower()]


def get_wording(name: str) -> Wording:
    """One message as it is worded now.

    Raises:
        WordingUnknown: there is none of that name.
    """
    edition = current_edition(name)
    shipped = _shipped(name)
    if edition:
        return Wording(name, sentence_of(name, "zh", edition) or "", sentence_of(name, "en", edition) or "", edition,
                       _placeholders(shipped))  # fmt: skip
    return Wording(name, shipped[0], shipped[1], 0, _placeholders(shipped))


def list_editions(name: str) -> list[WordingEdition]:
    """The wordings there have been since the shipped one, latest first."""
    wanted = select(WordingEdition).where(WordingEdition.name == name).order_by(WordingEdition.edition.desc())
    return list(db.session.execute(wanted).scalars())


def replace_wording(*, name: str, zh: str, en: str, reason: str, by: Actor) -> WordingEdition:
    """Word a message otherwise from now on; what people were told before stays as they were told it.

    The record of it is ``hub.operation.change_wording``'s.

    Raises:
        WordingUnknown: there is none of that name.
        EnglishMissing: it is no text message and has no English.
        PlaceholderWrong: it names what cannot be filled in.
    """
    by.require(Role.HUB_OPERATOR)
    before = get_wording(name)
    if not before.is_sms and not en.strip():
        raise EnglishMissing(field="en")
    for field, text in (("zh", zh), ("en", en)):
        for wrong in _unfillable(text, before.placeholders):
            known = "、".join(f"{{{one}}}" for one in before.placeholders) or "—"
            raise PlaceholderWrong(field=field, found=wrong, known=known)
    edition = WordingEdition(
        id=new_id(), name=name, edition=before.edition + 1, zh=zh, en="" if before.is_sms else en,
        reason=reason, changed_at=utc_now(), changed_by=by.account_id, changed_by_name=by.name,
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    forget_wordings()
    return edition


def preview(text: str) -> str:
    """``text`` with examples where values will stand."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: EXAMPLES.get(found[1], f"〈{found[1]}〉"), text)


def _shipped(name: str) -> tuple[str, str]:
    if name.startswith(SMS):
        text = templates()["sms"]["text"].get(name.removeprefix(SMS))
        if text is None:
            raise WordingUnknown(name=name)
        return str(text), ""
    pair = templates()["events"].get(name)
    if pair is None:
        raise WordingUnknown(name=name)
    return pair["zh"], pair["en"]


def _placeholders(texts: tuple[str, str]) -> tuple[str, ...]:
    return tuple(sorted({field for text in texts for _, field, _, _ in Formatter().parse(text) if field}))


def _unfillable(text: str, known: tuple[str, ...]) -> Iterator[str]:
    """What of ``text`` cannot be filled in: other names, formats, conversions, a brace alone."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield "{ }"
        return
    for _, field, shape, conversion in parts:
        if field is None:
            continue
        if field not in known or shape or conversion or not _NAME.fullmatch(field):
            yield f"{{{field}}}"
