"""Pages for the audience "developer"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/developer")
MENU = [
    ("/developer/clients", "我的应用", "My clients"),
    ("/developer/samples", "调用示例", "Samples"),
]
