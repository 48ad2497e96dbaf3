"""Handing out the files of a redemption, as attachments, to those who may see the redemption."""

from urllib.parse import quote
from uuid import UUID

from flask import Response, stream_with_context

from hub.kernel.files import StoredFile, copy_of_image, find_attached, read_file
from hub.redemption import PaperUnknown, Redemption, parts_of

ALONE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def send_paper(found: Redemption, file_id: UUID) -> Response:
    """The file, if it is one of this redemption's papers; never shown inline.

    Raises:
        PaperUnknown: it belongs to something else.
    """
    stored = _paper(found, file_id)
    return _answer(stored, "application/octet-stream", "attachment")


def preview_paper(found: Redemption, file_id: UUID) -> Response:
    """The file to look at, in a page of its own that may load and run nothing; what cannot be shown is handed out.

    An image is shown as a copy made of its pixels. Browsers show no PDF inside ``sandbox``; an image gets it.
    """
    stored = _paper(found, file_id)
    if stored.kind == "pdf":
        answer = _answer(stored, "application/pdf", "inline")
        answer.headers["Content-Security-Policy"] = ALONE
    else:
        copy = copy_of_image(stored)
        if copy is None:
            return send_paper(found, file_id)
        answer = Response(copy, mimetype="image/jpeg")
        answer.headers["Content-Disposition"] = "inline"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Security-Policy"] = f"{ALONE}; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _paper(found: Redemption, file_id: UUID) -> StoredFile:
    parts = parts_of(found)
    files = {invoice.file_id for invoice in parts.invoices} | {receipt.file_id for receipt in parts.receipts}
    if file_id not in files | {material.file_id for material in parts.materials}:
        raise PaperUnknown()
    stored = find_attached(file_id)
    if stored is None:
        raise PaperUnknown()
    return stored


def _answer(stored: StoredFile, mimetype: str, disposition: str) -> Response:
    answer = Response(stream_with_context(read_file(stored)), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(stored.name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Length"] = str(stored.size_bytes)
    return answer
