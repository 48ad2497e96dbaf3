"""Commands about evaluations (服务评价), as forms send them."""

from marshmallow import Schema, fields, validate

STARS = [
    ("5", {"zh": "5 星 好评", "en": "5 stars, good"}),
    ("4", {"zh": "4 星", "en": "4 stars"}),
    ("3", {"zh": "3 星", "en": "3 stars"}),
    ("2", {"zh": "2 星", "en": "2 stars"}),
    ("1", {"zh": "1 星 差评", "en": "1 star, poor"}),
]


class EvaluateOrder(Schema):
    """评价服务."""

    stars = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=5, error="请选择 1 至 5 星。 / Choose one to five stars."),
        metadata={"label": {"zh": "总体评价", "en": "Overall"}, "widget": "radio", "options": STARS},
        error_messages={"required": "请选择星级。 / Choose the stars.", "invalid": "请选择星级。 / Choose the stars."},
    )
    comment = fields.String(
        load_default="",
        validate=validate.Length(max=500, error="最多 500 个字。 / At most 500 characters."),
        metadata={
            "label": {"zh": "评价内容", "en": "Words"},
            "hint": "在店铺页面公开，不显示贵单位名称；请不要填写个人信息。"
            " / Public on the shop page, without your unit's name; leave out personal data.",
            "widget": "textarea",
        },
    )


class ReplyToEvaluation(Schema):
    """回复评价, once."""

    text = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=500, error="请填写回复，最多 500 个字。 / Answer in at most 500 characters."
        ),
        metadata={"label": {"zh": "回复", "en": "Answer"}, "widget": "textarea"},
        error_messages={"required": "请填写回复。 / Write an answer."},
    )
