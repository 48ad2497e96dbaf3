"""Showing the key of an authenticator as a QR code and as text, and the recovery codes once.

The key that is not confirmed yet travels in the form, signed for this session: nothing is stored for who gives up.
"""

from datetime import datetime

import segno
from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from hub import identity
from hub.identity import CODE_LASTS, Account, CodeRefused, WebSession
from hub.kernel.clock import utc_now
from hub.web.forms import Form
from hub.web.language import t
from hub.web.page import render
from schemas.accounts import EnrollSecondFactor, ReplaceSecondFactor

PURPOSE = "hub.authenticator"


def enroll_form(session: WebSession, *, url: str, target: str = "", replace: bool = False) -> Form:
    """The form that confirms a new key."""
    return Form(
        ReplaceSecondFactor() if replace else EnrollSecondFactor(),
        action="account.enroll_second_factor",
        url=url,
        values={"kept": _signed(session, identity.second_factor.new_totp_secret()), "next": target},
        submit=t("确认并启用", "Confirm"),
    )


def enroll(account: Account, session: WebSession, form: Form) -> list[str]:
    """Take the key that the form shows, when its code is right; returns the recovery codes.

    Raises:
        CodeRefused: the code is wrong, or the page is too old or another session's.
    """
    secret = _key_of(session, form.data["kept"])
    if secret is None:
        raise CodeRefused(field="code")
    actor = identity.actor_for(account.id)
    return identity.second_factor.enroll_second_factor(account=account, secret=secret, code=form.data["code"], by=actor)


def key_page(account: Account, session: WebSession, form: Form, *, template: str) -> str:
    """The page with QR code and key, for the key that the form holds; an old page gets a new key."""
    secret = _key_of(session, form["kept"].value)
    if secret is None:
        form = enroll_form(session, url=form.url, replace="current" in {field.name for field in form.fields})
        secret = _key_of(session, form["kept"].value) or ""
    code = segno.make(identity.second_factor.provisioning_uri(account, secret), error="m").svg_inline(scale=5, border=4)
    # Paths and numbers only: nothing of what the code says stands in the drawing as text.
    picture = Markup(code)  # noqa: S704
    return render(template, form=form, picture=picture, key=_in_fours(secret))


def codes_page(codes: list[str], *, onward: str) -> str:
    """The recovery codes, this once."""
    return render("account/recovery_codes.html", codes=codes, onward=onward)


def is_fresh(at: datetime | None) -> bool:
    """Whether a code was confirmed a short while ago."""
    return at is not None and utc_now() - at < CODE_LASTS


def _signed(session: WebSession, secret: str) -> str:
    return _serializer().dumps([str(session.id), secret])


def _key_of(session: WebSession, kept: str | None) -> str | None:
    try:
        session_id, secret = _serializer().loads(kept or "", max_age=int(CODE_LASTS.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    return str(secret) if session_id == str(session.id) else None


def _serializer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt=PURPOSE)


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
