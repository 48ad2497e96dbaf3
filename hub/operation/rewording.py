"""Change how a message is worded, and record it."""

from hub import audit
from hub.kernel.actor import Actor
from hub.messages import wordings


def change_wording(*, name: str, zh: str, en: str, reason: str, by: Actor) -> wordings.Wording:
    """Word a message otherwise from now on, with both wordings in the record.

    Raises:
        WordingUnknown: there is no message of that name.
        EnglishMissing: it is no text message and has no English.
        PlaceholderWrong: it names what cannot be filled in.
    """
    before = wordings.get_wording(name)
    edition = wordings.replace_wording(name=name, zh=zh, en=en, reason=reason, by=by)
    audit.record(
        "wording.changed", by=by, subject="wording", subject_id=edition.id, subject_no=name, reason=reason,
        before={"zh": before.zh, "en": before.en}, after={"zh": edition.zh, "en": edition.en},
    )  # fmt: skip
    return wordings.get_wording(name)
