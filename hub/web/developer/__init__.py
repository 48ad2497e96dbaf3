"""Pages for the audience "developer"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/developer")
MENU = [
    ("/developer/", "接口概览", "Overview"),
]
