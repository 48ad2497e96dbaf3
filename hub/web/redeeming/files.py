"""Handing out the files of a redemption, as attachments, to those who may see the redemption."""

from urllib.parse import quote
from uuid import UUID

from flask import Response, stream_with_context

from hub.kernel.files import find_attached, read_file
from hub.redemption import PaperUnknown, Redemption, parts_of


def send_paper(found: Redemption, file_id: UUID) -> Response:
    """The file, if it is one of this redemption's papers; never shown inline.

    Raises:
        PaperUnknown: it belongs to something else.
    """
    parts = parts_of(found)
    files = {invoice.file_id for invoice in parts.invoices} | {receipt.file_id for receipt in parts.receipts}
    if file_id not in files | {material.file_id for material in parts.materials}:
        raise PaperUnknown()
    stored = find_attached(file_id)
    if stored is None:
        raise PaperUnknown()
    answer = Response(stream_with_context(read_file(stored)), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Length"] = str(stored.size_bytes)
    return answer
