"""Uploads that come with a form, and files of a request on their way out: attachments, never shown inline."""

from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context

from hub.identity.evidence import NewFile
from hub.kernel.files import StoredFile, read_file


def upload_of(sent: Any) -> NewFile | None:
    """The file of a form, or None when none was chosen."""
    return NewFile(stream=sent.stream, name=sent.filename) if sent else None


def send_file(stored: StoredFile) -> Response:
    """The file as it was uploaded."""
    answer = Response(stream_with_context(read_file(stored)), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    answer.headers["Content-Length"] = str(stored.size_bytes)
    return answer
