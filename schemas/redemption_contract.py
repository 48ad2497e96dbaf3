"""Commands about the contracts and the printed set of a redemption (TJ-27, TJ-29)."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


class AddContract(Schema):
    """添加合同: its name, the effective amount that is redeemed, and its scan."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100, error="最多 100 个字。 / At most 100 characters."),
        metadata={"label": {"zh": "合同名称", "en": "Name of the contract"}},
        error_messages={"required": "请填写合同名称。 / Give the contract's name."},
    )
    amount = MoneyYuan(
        required=True, metadata={"label": {"zh": "申请兑现合同有效金额", "en": "Effective amount to be redeemed"}}
    )
    file = fields.Raw(
        required=True,
        metadata={"label": {"zh": "合同扫描件", "en": "Scan of the contract"}, "widget": "file"},
        error_messages={"required": "请选择要上传的文件。 / Choose the file to upload."},
    )


class ReceivePaper(Schema):
    """收到纸质材料: the check code printed on the form that came in."""

    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=80),
        metadata={
            "label": {"zh": "表上核验码", "en": "Check code on the form"},
            "hint": {
                "zh": "纸质申请表右上角与页脚的核验码，或扫描二维码得到；与本次提交内容不一致的不能受理。",
                "en": "As printed on the form, or from its QR code; a form of other content is not accepted.",
            },
        },
        error_messages={"required": "请填写表上核验码。 / Give the check code on the form."},
    )
