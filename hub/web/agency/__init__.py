"""Pages for the audience "agency"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/agency")
