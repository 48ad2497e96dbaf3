"""The pages of a simulated 法人登录: four methods, each one form, no script; and the page on which people get lost."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from flask import request

from adapters.simulation.people import Enterprise

PASSWORD, SMS, LICENSE, PERSONAL = "account", "sms", "license", "personal"
SMS_CODE = "246810"
METHODS = {PASSWORD: "账号密码", SMS: "手机验证码", LICENSE: "电子营业执照扫码", PERSONAL: "个人登录"}
STYLE = """body{font:16px/1.6 sans-serif;margin:0;color:#1b1b1b;background:#f3f6fb}
header{background:#1f4e96;color:#fff;padding:.8rem 1.2rem}header p{margin:0;font-size:1.1rem;font-weight:600}
main{max-width:34rem;margin:1.5rem auto;padding:1.2rem;background:#fff;border:1px solid #d5deeb;border-radius:.4rem}
h1{font-size:1.3rem;margin:.2rem 0 .8rem}nav a{display:inline-block;margin:0 .9rem .6rem 0}nav a[aria-current]{
font-weight:700;text-decoration:none;color:#1b1b1b;border-bottom:3px solid #1f4e96}label{display:block;margin:.6rem 0}
input,select{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}button{font:inherit;
padding:.45rem 1.2rem;margin:.8rem .6rem 0 0}table{border-collapse:collapse;width:100%}th,td{text-align:left;
padding:.3rem .5rem;border-bottom:1px solid #d5deeb}[role=alert]{color:#a01818}.hint{color:#555;font-size:.9rem}"""
FIELDS = {
    PASSWORD: '<label>用户名 <input name="username" autocomplete="username" required></label>'
    '<label>密码 <input name="password" type="password" autocomplete="current-password" required></label>',
    SMS: '<label>经办人手机号 <input name="phone" required></label>'
    '<label>短信验证码 <input name="code" inputmode="numeric" required></label>'
    f'<p class="hint">模拟短信：{SMS_CODE}</p>',
}
FIELDS[PERSONAL] = FIELDS[PASSWORD]
ACTIONS = {PASSWORD: "region.login"}


def page(title: str, body: str) -> str:
    """A page of the platform; ``body`` is HTML."""
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><header><p>{escape(title)}</p></header><main>{body}"
        '<p class="hint">模拟平台，仅供测试与演示，其中的单位和人员均为虚构。</p></main></body></html>'
    )


def method_page(title: str, method: str, people: Sequence[Enterprise], *, failed: bool) -> str:
    """The login page with one method open."""
    method = method if method in METHODS else PASSWORD
    links = "".join(
        f'<a href="{escape(_with_method(each))}"{" aria-current=page" if each == method else ""}>{label}</a>'
        for each, label in METHODS.items()
    )
    wrong = '<p role="alert">登录信息有误，请重新输入。</p>' if failed else ""
    fields = FIELDS.get(method) or _licenses(people)
    action = ACTIONS.get(method, f"region.login_{method}")
    form = (
        f'<form method="post" data-action="{action}"><input type="hidden" name="method" value="{method}">{fields}'
        '<button type="submit">登录</button></form>'
    )
    cancel = '<form method="post" data-action="region.cancel"><button name="cancel" value="1">取消登录</button></form>'
    head = "个人登录" if method == PERSONAL else "法人登录"
    return page(title, f"<h1>{head}</h1><nav aria-label='登录方式'>{links}</nav>{wrong}{form}{cancel}")


def lost_page(title: str) -> str:
    """Logged in, but nobody is sent back: the platform's own home (ZJ2-06)."""
    return page(title, "<h1>您已登录</h1><p>您已登录政务服务网，请返回原网站重新进入。</p>")


def signed_out_page(title: str) -> str:
    """After a logout."""
    return page(title, "<h1>已退出登录</h1><p>您已退出法人账号，可以关闭本页面。</p>")


def _licenses(people: Sequence[Enterprise]) -> str:
    options = "".join(f'<option value="{one.uscc}">{escape(one.name)}</option>' for one in people)
    return f'<label>模拟扫码：选择出示的电子营业执照 <select name="license">{options}</select></label>'


def _with_method(method: str) -> str:
    return f"{request.path}?{urlencode({**request.args.to_dict(), 'method': method})}"
