"""Commands about the directory of recognised laboratories."""

from marshmallow import Schema, fields


class TryImport(Schema):
    """试导: one file, which changes nothing yet."""

    programme = fields.String(
        required=True, metadata={"label": {"zh": "目录所属计划", "en": "Programme"}, "widget": "select"}
    )
    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "目录文件（CSV）", "en": "Directory file (CSV)"},
            "hint": {
                "zh": "UTF-8 或 GB18030；请勿包含联系人、联系电话",
                "en": "UTF-8 or GB18030; leave out people who could be called",
            },
            "widget": "file",
        },
        error_messages={"required": "请选择要上传的文件。 / Choose the file to upload."},
    )
