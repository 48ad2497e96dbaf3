"""The refusal that the page being written must show: kept for the request, printed once by base.html."""

from flask import g

from hub.kernel.errors import HubError


def show(error: HubError) -> None:
    """Let this request's page begin with the refusal."""
    g.hub_refusal = error


def shown() -> HubError | None:
    """The refusal of this request, or None."""
    return g.get("hub_refusal")
