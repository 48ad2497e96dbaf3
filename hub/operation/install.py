"""Attach operation to an application: what is counted and logged of each request."""

from flask import Flask

from hub.operation.requests import watch_requests


def install(app: Flask) -> None:
    """Called by the composition root after the kernel, before anything that answers."""
    watch_requests(app)
