"""Pages for the audience "auditor"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/auditor")
