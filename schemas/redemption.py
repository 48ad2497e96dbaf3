"""Commands about redemptions and public notices, as forms and the API send them."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan

_CHOOSE_FILE: dict[str, Any] = {"required": "请选择要上传的文件。 / Choose the file to upload."}


def _text(zh: str, en: str, most: int = 200) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=most, error=f"最多 {most} 个字。 / At most {most} characters."),
        metadata={
            "label": {"zh": zh, "en": en},
            "hint": {"zh": f"最多 {most} 个字", "en": f"At most {most} characters"},
            "widget": "textarea",
        },
    )


def _printed(zh: str, en: str, hint_zh: str, hint_en: str, most: int = 200) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=most, error=f"最多 {most} 个字。 / At most {most} characters."),
        metadata={"label": {"zh": zh, "en": en}, "hint": {"zh": hint_zh, "en": hint_en}},
    )


def _file(**metadata: object) -> fields.Raw:
    return fields.Raw(
        required=True,
        error_messages=dict(_CHOOSE_FILE),
        metadata={"label": {"zh": "文件", "en": "File"}, "widget": "file", **metadata},
    )


class DescribeRedemption(Schema):
    """What is written on the application: the contract amount and the texts."""

    contract_amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "合同金额", "en": "Contract amount"},
            "hint": {"zh": "所在计划要求填写合同金额时必填", "en": "Needed where the programme asks for it"},
        },
    )
    contract_no = fields.String(
        load_default="",
        validate=validate.Length(max=60, error="最多 60 个字符。 / At most 60 characters."),
        metadata={
            "label": {"zh": "合同编号", "en": "Contract number"},
            "hint": {"zh": "同一合同只能兑付一次", "en": "A contract is redeemed once"},
        },
    )
    effect = _text("服务成效体现", "What the service achieved")
    innovation = _text("创新性体现", "What is new about it")
    remark = _text("备注信息", "Remarks")


class DraftRedemption(DescribeRedemption):
    """选择订单: what the redemption covers."""

    class Meta:
        fields = ("orders", "contract_amount", "effect", "innovation", "remark")

    orders = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="请至少选择一笔订单。 / Choose at least one order."),
        metadata={"label": {"zh": "订单", "en": "Orders"}, "widget": "checkboxes"},
        error_messages={"required": "请至少选择一笔订单。 / Choose at least one order."},
    )


class AddInvoice(Schema):
    """新增发票, with its picture."""

    code = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=40),
        metadata={
            "label": {"zh": "发票代码", "en": "Invoice code"},
            "hint": {"zh": "20 位号码的数电票不用填写代码", "en": "A digital invoice with a 20-digit number has none"},
        },
    )
    number = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata={"label": {"zh": "发票号码", "en": "Invoice number"}},
    )
    date = fields.Date(load_default=None, allow_none=True, metadata={"label": {"zh": "发票日期", "en": "Invoice date"}})
    amount = MoneyYuan(required=True, metadata={"label": {"zh": "发票金额", "en": "Invoice amount"}})
    title = _printed("发票名称", "What was invoiced", "不填写即为服务项目名称", "Left empty it is the service's name")
    buyer_name = _printed(
        "购买方名称", "Buyer on the invoice", "与票面一致；更名前开具的发票填写原名称",
        "As printed; a former name where it was used",
    )  # fmt: skip
    buyer_uscc = _printed("购买方税号", "Buyer's tax code", "与票面一致", "As printed", most=24)
    seller_name = _printed("销售方名称", "Seller on the invoice", "与票面一致", "As printed")
    seller_uscc = _printed("销售方税号", "Seller's tax code", "与票面一致", "As printed", most=24)
    orders = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "label": {"zh": "对应订单", "en": "Orders it covers"},
            "hint": {"zh": "不勾选即对应本次申请的全部订单", "en": "Tick none and it covers all of them"},
            "widget": "checkboxes",
        },
    )
    file = _file(label={"zh": "发票图片", "en": "Picture of the invoice"})


class AddReceipt(Schema):
    """新增银行回单."""

    amount = MoneyYuan(required=True, metadata={"label": {"zh": "回单金额", "en": "Amount of the receipt"}})
    payer_name = _printed("付款方名称", "Payer", "与回单一致", "As on the receipt")
    payer_account = fields.String(
        load_default="",
        validate=validate.Regexp(r"[0-9 ]{0,40}\Z", error="账号只含数字。 / The number has digits only."),
        metadata={
            "label": {"zh": "付款账号", "en": "Paying account"},
            "hint": {"zh": "只保留后四位用于核对", "en": "Only the last four digits stay readable"},
        },
    )
    file = _file(label={"zh": "银行回单", "en": "Bank receipt"})


class AttachMaterial(Schema):
    """上传材料 into a slot."""

    slot = fields.String(required=True, metadata={"widget": "hidden"})
    file = _file()


class WithdrawRedemption(Schema):
    """撤回: the reason is welcome, not required."""

    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={"label": {"zh": "撤回原因", "en": "Reason"}},
    )


class PublishNotice(Schema):
    """发布公示: which redemptions."""

    redemptions = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="请选择要公示的兑付申请。 / Choose the redemptions to publish."),
        metadata={"label": {"zh": "兑付申请", "en": "Redemptions"}, "widget": "checkboxes"},
        error_messages={"required": "请选择要公示的兑付申请。 / Choose the redemptions to publish."},
    )


class FileObjection(Schema):
    """提出异议 to one line of a notice."""

    redemption = fields.String(required=True, metadata={"label": {"zh": "兑付申请", "en": "Redemption"}})
    words = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000, error="请填写异议内容，最多 1000 个字。 / At most 1000 characters."),
        metadata={
            "label": {"zh": "异议内容", "en": "Objection"},
            "hint": {"zh": "请写明事实与依据；不要填写个人信息", "en": "Facts and grounds; no personal data"},
            "widget": "textarea",
        },
    )


class DecideObjection(Schema):
    """处理异议: the answer is published."""

    objection = fields.UUID(required=True, metadata={"widget": "hidden"})
    upheld = fields.String(
        required=True,
        validate=validate.OneOf(["yes", "no"]),
        metadata={
            "label": {"zh": "结论", "en": "Conclusion"},
            "widget": "radio",
            "options": [
                ("yes", {"zh": "异议成立，不予拨付", "en": "Upheld: nothing is paid"}),
                ("no", {"zh": "异议不成立，继续", "en": "Dismissed: go on"}),
            ],
        },
    )
    answer = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500, error="请填写答复，最多 500 个字。 / At most 500 characters."),
        metadata={"label": {"zh": "答复（公开）", "en": "Answer (published)"}, "widget": "textarea"},
    )
