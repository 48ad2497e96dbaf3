"""Commands about an application for one order, as forms and the API send them (TJ-15…18)."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan

ACTIVITY_CHARS = 1000


class ApplyForOrder(Schema):
    """申请创新券 for an order: what the contract is expected to cost, its period, and what the service is for."""

    estimate = MoneyYuan(
        required=True,
        metadata={
            "label": {"zh": "预估合同金额", "en": "Expected contract amount"},
            "hint": {
                "zh": "申请创新券金额由系统按政策自动计算；最低合同金额见下方政策说明。",
                "en": "The voucher's amount is worked out by the policy; the least contract stands in it below.",
            },
        },
    )
    starts_on = fields.Date(
        load_default=None, allow_none=True, metadata={"label": {"zh": "合同开始日期", "en": "Contract begins"}}
    )
    ends_on = fields.Date(
        load_default=None, allow_none=True, metadata={"label": {"zh": "合同截止日期", "en": "Contract ends"}}
    )
    activity = fields.String(
        load_default="",
        validate=validate.Length(max=ACTIVITY_CHARS, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={
            "label": {"zh": "科技创新活动描述", "en": "Description of the activity"},
            "hint": {
                "zh": "1000 字以内，主要描述创新活动开展内容或创新券用途。",
                "en": "Within 1000 characters: what is done, and what the voucher is for.",
            },
            "widget": "textarea",
            "needed": True,
        },
    )


class StageOpinion(Schema):
    """An opinion on passing; the applicant reads it."""

    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={"label": {"zh": "审核意见", "en": "Opinion"}, "widget": "textarea"},
    )
