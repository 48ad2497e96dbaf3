"""One file per request: a part named ``file``, or the whole body."""

from flask import Request
from werkzeug.datastructures import FileStorage

from hub.api.reading import FieldsRefused


def sent_file(request: Request) -> FileStorage:
    """The part ``file``.

    Raises:
        FieldsRefused: there is none.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise FieldsRefused(
            {"file": ["请在 multipart 请求中以 file 为名发送一个文件。 / Send one file as the part named file."]}
        )
    return upload
