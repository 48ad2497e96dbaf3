"""Commands about applications for vouchers, as forms and the API send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan
from schemas.terms import QualificationKind, VoucherMode

TEXT_CHARS = 1000


class StartApplication(Schema):
    """申领: kind and number of the qualification, revenue of last year, and what the voucher is for."""

    kind = fields.Enum(
        QualificationKind,
        load_default=None,
        allow_none=True,
        metadata={"label": {"zh": "所属企业类型", "en": "Kind of enterprise"}},
        error_messages={"unknown": "请从列表中选择企业类型。 / Choose a kind from the list."},
    )
    qualification_no = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=60, error="最多 60 个字符。 / At most 60 characters."),
        metadata={
            "label": {"zh": "资格编号", "en": "Number of the qualification"},
            "hint": {
                "zh": "科技型中小企业填写本年度入库编号。",
                "en": "Technology SMEs give the register number of this year.",
            },
        },
    )
    revenue = MoneyYuan(
        load_default=None,
        allow_none=True,
        positive=False,
        metadata={"label": {"zh": "上年度营业收入", "en": "Revenue of last year"}},
    )
    mode = fields.Enum(
        VoucherMode,
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "申领的券类型", "en": "Kind of voucher"},
            "hint": {
                "zh": "所在区域只发放一种券时无需选择。",
                "en": "Nothing to choose where the area issues one kind.",
            },
        },
        error_messages={"unknown": "请从列表中选择券类型。 / Choose a kind of voucher from the list."},
    )
    purpose = fields.String(
        load_default="",
        validate=validate.Length(max=TEXT_CHARS, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={"label": {"zh": "创新需求说明", "en": "What the voucher is for"}, "widget": "textarea"},
    )


class AttachFile(Schema):
    """上传材料: one file into one slot."""

    slot = fields.String(required=True, metadata={"label": {"zh": "材料", "en": "Document"}, "widget": "hidden"})
    file = fields.Raw(
        required=True,
        metadata={"label": {"zh": "文件", "en": "File"}, "widget": "file"},
        error_messages={"required": "请选择要上传的文件。 / Choose a file to upload."},
    )


class UploadForm(Schema):
    """上传盖章申领表."""

    file = fields.Raw(
        required=True,
        metadata={"label": {"zh": "盖章申领表", "en": "Stamped form"}, "widget": "file"},
        error_messages={"required": "请选择要上传的文件。 / Choose a file to upload."},
    )


class ApproveApplication(Schema):
    """批准发放: amount and mode; what the policy fixes need not be given."""

    amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "发放金额", "en": "Amount"},
            "hint": {"zh": "不填即按政策最高额度发放。", "en": "Leave empty to grant the policy's quota."},
        },
    )
    mode = fields.Enum(
        VoucherMode,
        load_default=None,
        allow_none=True,
        metadata={"label": {"zh": "券类型", "en": "Kind of voucher"}},
        error_messages={"unknown": "请从列表中选择券类型。 / Choose a kind of voucher from the list."},
    )
