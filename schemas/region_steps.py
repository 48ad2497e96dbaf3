"""Commands about how far a region has come, as forms send them."""

from marshmallow import Schema, fields, validate

STAGES = (
    ("listed", {"zh": "已列名：只显示", "en": "listed: seen only"}),
    ("connected", {"zh": "已联通：可以登录", "en": "connected: people log in"}),
    ("trading", {"zh": "可交易：可以下单和兑付", "en": "trading: orders and redemptions"}),
)


def _reason(zh: str, en: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=2, max=500, error="请填写 2 至 500 字。 / Between 2 and 500 characters."),
        metadata={"label": {"zh": zh, "en": en}, "widget": "textarea"},
    )


class AdvanceRegion(Schema):
    """开通下一阶段: why now."""

    reason = _reason("开通依据", "Why now")


class RefuseStep(Schema):
    """退回接入变更: why."""

    reason = _reason("退回理由", "Why not")


class PauseRegion(Schema):
    """降低接入阶段: to which rung, and why."""

    to_stage = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in STAGES]),
        metadata={"label": {"zh": "降至", "en": "Down to"}, "widget": "select"},
    )
    reason = _reason("暂停原因", "Why")


class DeclareCondition(Schema):
    """声明条件已满足: how one knows."""

    reason = _reason("依据", "How one knows")
