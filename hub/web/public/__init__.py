"""Pages for the audience "public"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, None)
