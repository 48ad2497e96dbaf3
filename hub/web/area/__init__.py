"""Pages for the audience "area"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/area")
