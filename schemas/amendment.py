"""What people type when they change a policy: a title, a value with its source, a date, a reason, a case to try."""

from marshmallow import Schema, fields, validate


def _text(zh: str, en: str, longest: int, **metadata: object) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=longest),
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


class BeginAmendment(Schema):
    """A draft is named after what it is for."""

    title = _text(
        "草案名称",
        "Name of the draft",
        200,
        hint={"zh": "例如：2024 年下半年比例调整", "en": "such as: rate from July 2024"},
    )


class SetValue(Schema):
    """One value of a policy, as people write it, and the sentence it rests on."""

    path = fields.String(required=True, metadata={"widget": "hidden"})
    value = _text("新值", "New value", 500)
    source = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={
            "label": {"zh": "依据", "en": "Source"},
            "hint": {"zh": "文件名称、文号和原文", "en": "the document, its number and the sentence"},
            "widget": "textarea",
        },
    )


class SetDate(Schema):
    """The day on which a version begins."""

    effective_from = fields.Date(
        required=True,
        metadata={"label": {"zh": "生效日期", "en": "In force from"}, "widget": "date"},
        error_messages={"invalid": "请按 2024-07-01 的格式填写日期。 / Write the date as 2024-07-01."},
    )


class GiveReason(Schema):
    """Why."""

    reason = _text("理由", "Reason", 500, widget="textarea")


class ConfirmValues(Schema):
    """Sample values that the area confirms, and on what ground."""

    paths = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "label": {"zh": "核对无误的数值", "en": "Values that are right as they are"},
            "widget": "checkboxes",
            "needed": True,
        },
    )
    reason = _text(
        "确认依据", "Ground", 500, widget="textarea",
        hint={"zh": "例如：已与本区 2024 年管理办法逐条核对", "en": "such as: compared with the area's rules of 2024"},
    )  # fmt: skip


class Approve(Schema):
    """The hash of what the approver read, and why it is right."""

    content_hash = fields.String(required=True, metadata={"widget": "hidden"})
    reason = _text("审批意见", "Opinion", 500, widget="textarea")


class ChooseVersion(Schema):
    """Which version."""

    version = fields.UUID(required=True, metadata={"label": {"zh": "版本", "en": "Version"}, "widget": "select"})


class ChooseArea(Schema):
    """Which other area's policy."""

    area = fields.String(
        required=True, metadata={"label": {"zh": "参照区域", "en": "Area to copy"}, "widget": "select"}
    )


class ImportDocument(Schema):
    """A policy document in the region's own words."""

    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "政策文件", "en": "Policy document"},
            "hint": {"zh": "本区域的政策文件（TOML，最大 200 KB）", "en": "the area's document (TOML, at most 200 KB)"},
            "widget": "file",
        },
    )


class UploadWorkbook(Schema):
    """A workbook that was downloaded here and changed."""

    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "政策工作簿", "en": "Workbook of the policy"},
            "hint": {
                "zh": "先下载工作簿，修改「值」列并写明依据，再上传（xlsx）",
                "en": "download it first, change the values and name their sources, then hand it in (xlsx)",
            },
            "widget": "file",
        },
    )


class ExcuseLoss(Schema):
    """One leaf of a document that the model does not hold, and why the draft may go on without it."""

    path = fields.String(required=True, metadata={"widget": "hidden"})
    reason = _text("不影响执行的理由", "Why it may be left out", 500)
