"""Pages for the audience "account"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/account")
