"""What portals and their programs call: the hub as OpenID provider. People see its consent and logout pages only."""

from hub.web.audience import audience

bp = audience(__name__, __path__, None)
