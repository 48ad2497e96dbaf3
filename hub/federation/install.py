"""Attach the directory of regions, and the door through which regions call us."""

import os

from flask import Flask, Response, abort, jsonify, request

from adapters.contract import NotSupported
from adapters.protocols.kept import DOCUMENTS
from hub.federation import inbound
from hub.federation.directory import Directory, read_directory
from hub.federation.errors import UnknownRegion
from hub.federation.region_files import RegionFileWrong
from hub.federation.regions_check import secrets_missing
from hub.federation.shelf import DocumentShelf
from hub.kernel import scope
from hub.kernel.crypto import public_jwks
from hub.kernel.limits import count_call
from hub.settings import Settings, SettingsRefused

TOPIC_MAX_CHARS = 40


def install(app: Flask) -> None:
    """Read all region files, or stop with one sentence; then open the door for regions.

    Raises:
        SettingsRefused: a region file has an unknown key or a wrong value, or is unfit for production.
    """
    settings: Settings = app.config["HUB"]
    try:
        directory = read_directory(settings.regions, os.environ)
    except RegionFileWrong as wrong:
        raise SettingsRefused([str(wrong)]) from wrong
    if settings.production:
        _refuse_unfit_for_production(directory)
    app.extensions["directory"] = directory
    DOCUMENTS.shelf = DocumentShelf()
    app.add_url_rule("/federation/keys.json", endpoint="federation.keys", view_func=show_keys)
    app.add_url_rule("/federation/<region>/<topic>", endpoint="federation.receive", view_func=receive, methods=["POST"])


def receive(region: str, topic: str) -> Response:
    """One call of a region; who it is is proven by the signature of the message, not by a session."""
    if not (topic.isascii() and topic.replace("-", "").isalnum() and len(topic) <= TOPIC_MAX_CHARS):
        abort(404)
    count_call("federation", f"{region[:TOPIC_MAX_CHARS]}/{request.remote_addr}")
    if (request.content_length or 0) > inbound.longest(topic):
        abort(413)
    request.max_content_length = inbound.longest(topic)
    with scope.everything():
        try:
            reply = inbound.receive(region, topic, dict(request.headers), request.get_data())
        except (UnknownRegion, NotSupported):
            abort(404)
    return Response(reply.body, reply.status, dict(reply.headers))


def show_keys() -> Response:
    """The public keys with which regions check what we sign."""
    return jsonify(public_jwks())


show_keys.guard = "public"  # type: ignore[attr-defined]
receive.guard = "signature of the region"  # type: ignore[attr-defined]


def _refuse_unfit_for_production(directory: Directory) -> None:
    faults = [
        f"Region {region.code}: base_url must start with https:// in production."
        for region in directory.regions.values()
        if str(region.settings.get("base_url", "https://")).startswith("http://")
    ]
    for region in directory.regions.values():
        faults += secrets_missing(region, production=True)
    if faults:
        raise SettingsRefused(faults)
