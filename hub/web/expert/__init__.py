"""Pages for the audience "expert"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/expert")
