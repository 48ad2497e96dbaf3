"""The errors a person or a program can meet, each a sentence in Chinese and English with a stable code.

Subclasses set ``code``, ``zh``, ``en`` and, where it differs, ``status``. The two sentences are templates
filled with the keyword arguments: ``OrderTooLarge(limit="3,000.00")``.
"""

from typing import Any, ClassVar


class HubError(Exception):
    """Base of everything the hub refuses or cannot do; the edge turns it into a page or problem+json (RFC 9457)."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "hub.error"
    zh: ClassVar[str] = "操作未完成。"
    en: ClassVar[str] = "The action was not carried out."

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(f"{self.code}: {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """The sentence for the person who meets the error."""
        template = self.zh if language.startswith("zh") else self.en
        return template.format(**self.values)


class Refused(HubError):
    """A rule says no; nothing was changed. Retrying the same will not help."""


class Invalid(HubError):
    """What was entered cannot be accepted; the message says where and how to mend it."""

    status = 422
    code = "input.invalid"
    zh = "填写的内容有误。"
    en = "Some of what was entered cannot be accepted."


class NotFound(HubError):
    """There is no such thing, or it belongs to somebody else."""

    status = 404
    code = "not_found"
    zh = "没有找到该内容，它可能不存在，或不属于您的单位。"
    en = "There is no such item, or it is not yours to see."


class Forbidden(HubError):
    """The person may see this but not do it."""

    status = 403
    code = "forbidden"
    zh = "您的角色不能进行此操作。"
    en = "Your role does not allow this action."


class ChangedMeanwhile(Refused):
    """Somebody else moved the object first; the loser of two simultaneous clicks sees this."""

    code = "state.changed"
    zh = "该事项刚刚已被处理，当前状态为「{state}」，您的操作未生效。"
    en = "This was just dealt with by somebody else and is now {state}; your action had no effect."
