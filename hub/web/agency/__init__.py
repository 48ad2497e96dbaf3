"""Pages for the audience "agency"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/agency")
MENU = [
    ("/agency/", "待审查", "To check"),
    ("/agency/reviews", "审查记录", "My checks"),
]
