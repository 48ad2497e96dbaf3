"""Pages for the audience "enterprise"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/enterprise")
