"""Chinese first, English complete: which of the two this person reads, and the text in it.

Every text for people is written where it is used, in both languages: ``t("下单", "Order")`` in code and templates,
``"中文 / English"`` in schemas. So no page can be half translated and no catalogue can lag behind.
"""

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale

COOKIE = "hub_language"
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}


def install(app: Flask) -> None:
    """Let Flask-Babel format dates and numbers in the person's language, and give templates ``t`` and ``lang``."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    Babel(app, locale_selector=lambda: LANGUAGES[_asked_for()])
    app.jinja_env.globals.update(t=t, lang=lang, both=both)


def lang() -> str:
    """ "zh" or "en": the language of the page being written; Chinese outside a request."""
    if not has_request_context():
        return "zh"
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def t(zh: str, en: str) -> str:
    """The text in the person's language."""
    return zh if lang() == "zh" else en


def both(text: object) -> str:
    """The half of "中文 / English", or of {"zh": …, "en": …}, that the person reads; other text as it is."""
    if isinstance(text, dict):
        return str(text.get(lang()) or text.get("zh") or "")
    zh, slash, en = str(text).partition(" / ")
    return t(zh, en) if slash and _is_chinese(zh) else str(text)


def remember(response: Response, language: str, *, secure: bool) -> Response:
    """Keep the choice for a year."""
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return response


def _asked_for() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="zh") or "zh"


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
