"""Attach the kernel to an application: a request id, and in tests the check that nothing stays uncommitted."""

from uuid import uuid4

from flask import Flask, g

from hub.kernel import limits
from hub.kernel.uncommitted import watch


def install(app: Flask) -> None:
    """Called by the composition root, before any other part."""

    @app.before_request
    def name_the_request() -> None:
        g.request_id = uuid4().hex

    limits.install(app)
    if app.config["HUB"].hub.environment == "testing":
        watch(app)
