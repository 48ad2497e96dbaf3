"""Pages for the audience "expert"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/expert")
MENU = [
    ("/expert/", "待评审", "To review"),
    ("/expert/reviews", "评审记录", "My reviews"),
]
