"""Pictures on their way to a page: images by their content, never anything else."""

from uuid import UUID

from flask import Response, abort, stream_with_context

from hub.catalog import pictures


def send_picture(image_id: str | UUID | None) -> Response:
    """The picture with this id as an image; 404 where there is none."""
    found = pictures.read_picture(UUID(str(image_id))) if image_id else None
    if found is None:
        abort(404)
    content, stored = found
    answer = Response(stream_with_context(content), mimetype=pictures.TYPES[stored.kind])
    answer.headers["Content-Length"] = str(stored.size_bytes)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
