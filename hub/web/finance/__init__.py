"""Pages for the audience "finance"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/finance")
