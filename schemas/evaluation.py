"""What a buyer says of a completed order, and what the institution answers."""

from marshmallow import Schema, fields, validate

STARS = tuple((str(n), {"zh": f"{'★' * n} {n} 星", "en": f"{n} of 5"}) for n in (5, 4, 3, 2, 1))


class Evaluate(Schema):
    """评价 (CSJ-52, ZJ1-32)."""

    stars = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=5),
        metadata={"label": {"zh": "评分", "en": "Stars"}, "widget": "radio", "options": STARS},
    )
    comment = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={
            "label": {"zh": "评价内容", "en": "Your words"},
            "hint": "在店铺页面公开显示，不显示贵单位名称；请不要填写个人信息。"
            " / Shown on the shop page without your unit's name; leave out personal data.",
            "widget": "textarea",
        },
    )


class AnswerEvaluation(Schema):
    """回复评价."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": {"zh": "回复", "en": "Answer"}, "hint": "只能回复一次。 / Only once.", "widget": "textarea"},
    )
