"""Pages for the audience "account"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/account")
MENU = [
    ("/account/", "账号与安全", "Account and security"),
    ("/account/messages", "站内信", "Messages"),
    ("/account/tokens", "访问令牌", "Access tokens"),
]
