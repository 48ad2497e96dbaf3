"""Pages for the audience "institution"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/institution")
