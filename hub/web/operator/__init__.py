"""Pages for the audience "operator"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/operator")
