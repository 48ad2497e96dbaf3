"""Pages about oneself: profile, devices, password, tokens, messages, and the unit one administers."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/account")
MENU = [
    ("/account/", "账号与安全", "Account and security"),
    ("/account/organization", "单位信息", "My unit"),
    ("/account/organization/real-name", "实名认证", "Real-name registration"),
    ("/account/people", "本单位人员", "People of my unit"),
    ("/account/work", "我经手的事项", "In my charge"),
    ("/account/requests", "我的事项", "My requests"),
    ("/account/identities", "登录方式", "Ways to sign in"),
    ("/account/sessions", "登录设备", "Devices"),
    ("/account/messages", "站内信", "Messages"),
    ("/account/notifications", "通知方式", "Notifications"),
    ("/account/applications", "已授权的应用", "Connected applications"),
    ("/account/tokens", "访问令牌", "Access tokens"),
]
