"""Uploads in pieces for pages with scripts (docs/adr/022), and previews; without scripts the form sends the whole file.

begin (slot, name, size) → {upload, received, piece}; put each piece at its offset → {received}; finish → {location}.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.files import PIECE_BYTES
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import lang
from hub.web.redeeming.files import preview_paper
from hub.web.redeeming.side import Side
from hub.web.security import takes_upload


def _number(name: str) -> int:
    typed = request.values.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 13 else -1


def _answer(act: Callable[[], dict[str, object]]) -> ResponseReturnValue:
    """What the script reads: figures, or the sentence that says what is wrong."""
    try:
        with unit_of_work():
            return jsonify(act())
    except HubError as error:
        said = {"code": error.code, "text": error.text(lang()), "received": error.values.get("received")}
        return jsonify(said), error.status


def install_uploading(side: Side) -> None:
    """Attach the addresses to the side's blueprint."""

    @side.bp.post("/redemptions/<no>/uploads")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def begin_upload(no: str) -> ResponseReturnValue:
        """Begin, or hear where to go on."""
        return _answer(lambda: _begin(no))

    @side.bp.put("/redemptions/<no>/uploads/<uuid:upload_id>")
    @allow(*side.roles)
    @needs_assurance("substantial")
    @takes_upload
    def put_piece(no: str, upload_id: UUID) -> ResponseReturnValue:
        """The bytes from ``offset`` on."""
        return _answer(lambda: {
            "received": redemption.add_piece(
                redemption=redemption.get_redemption(no), slot=request.args.get("slot", ""), upload_id=upload_id,
                offset=_number("offset"), stream=request.stream, by=current_actor(),
            )
        })  # fmt: skip

    @side.bp.post("/redemptions/<no>/uploads/<uuid:upload_id>/finish")
    @allow(*side.roles)
    @needs_assurance("substantial")
    def finish_upload(no: str, upload_id: UUID) -> ResponseReturnValue:
        """All pieces are there: check the whole and keep it."""
        return _answer(lambda: _finish(side, no, upload_id))

    @side.bp.get("/redemptions/<no>/files/<uuid:file_id>/preview")
    @allow(*side.roles)
    def preview(no: str, file_id: UUID) -> Response:
        """One of its files, to look at."""
        return preview_paper(side.find(no), file_id)


def _begin(no: str) -> dict[str, object]:
    upload = redemption.begin_upload(
        redemption=redemption.get_redemption(no),
        slot=request.form.get("slot", ""),
        name=request.form.get("name", ""),
        total_bytes=_number("size"),
        by=current_actor(),
    )
    return {"upload": str(upload.id), "received": upload.received_bytes, "piece": PIECE_BYTES}


def _finish(side: Side, no: str, upload_id: UUID) -> dict[str, object]:
    slot = request.form.get("slot", "")
    redemption.finish_upload(
        redemption=redemption.get_redemption(no), slot=slot, upload_id=upload_id, by=current_actor()
    )
    return {"location": url_for(f"{side.name}.show_redemption", no=no, _anchor=f"slot-{slot}")}
