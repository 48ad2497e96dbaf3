"""The consent page: who asks, what it will see and do, and for which unit; agreed, remembered, or declined."""

from typing import Any
from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import openid
from hub.identity.openid import Asked, KeptRequest, Step
from hub.kernel.db import unit_of_work
from hub.kernel.errors import Invalid
from hub.web.commands import perform
from hub.web.errors import trace_id
from hub.web.forms import Form
from hub.web.guards import current_session, public
from hub.web.language import lang, t
from hub.web.oauth import bp
from hub.web.oauth.authorize import kept_request, leaving_page, no_way_back, noted, path_of
from hub.web.page import render
from schemas.identity import SCOPES
from schemas.oauth import AgreeToPortal

# What a portal always learns or does beside the scopes that a person may give to a token.
SIGN_IN_WORDS = (
    ("openid", {"zh": "确认您已登录（不含您的密码）", "en": "know that you are signed in (never your password)"}),
    ("person", {"zh": "查看您的姓名和在本单位的角色", "en": "see your name and your roles in the unit"}),
    (
        "offline_access",
        {"zh": "在您离开后继续代表您访问，最长 30 天", "en": "go on acting for you after you left, for 30 days"},
    ),
)
WORDS = {**dict(SIGN_IN_WORDS), **dict(SCOPES)}


class UnitMissing(Invalid):
    """The person belongs to several units and chose none of them."""

    code = "portal.unit_missing"
    zh = "请选择以哪个单位的身份登录该应用。"
    en = "Choose the unit for which you sign in to this application."


@bp.get("/oauth/consent")
@public
def consent() -> ResponseReturnValue:
    """Ask; whoever has nothing to be asked goes on."""
    kept, asked = _open()
    session = current_session()
    with unit_of_work():
        if openid.standing_of(asked, session, kept.agreement).step is not Step.CONSENT or session is None:
            return redirect(path_of("continue"), 303)
        return _page(asked, session, _form(session))


@bp.post("/oauth/consent")
@public
def agree() -> ResponseReturnValue:
    """Write down what was agreed, and go on to the portal."""
    kept, asked = _open()
    session = current_session()
    if session is None:
        return redirect(path_of("continue"), 303)
    form = _form(session)
    return perform(
        lambda: _agree(kept, asked, session, form.data),
        then=lambda _: path_of("continue"),
        back=lambda _: _page(asked, session, form),
        form=form,
    )


@bp.post("/oauth/consent/decline")
@public
def decline() -> ResponseReturnValue:
    """Back to the portal without anything."""
    _, asked = _open()
    session = current_session()
    with unit_of_work():
        if session is not None:
            openid.record_decline(asked, session)
        answer = openid.answer_declined(asked)
    return leaving_page(answer)


def _open() -> tuple[KeptRequest, Asked]:
    try:
        with unit_of_work():
            return kept_request()
    except openid.NoWayBack as refused:
        raise no_way_back(refused) from None
    except openid.AnswerIs as refused:
        noted(refused)
        raise openid.PortalRequestExpired(correlation=trace_id()) from None


def _agree(kept: KeptRequest, asked: Asked, session: identity.WebSession, data: dict[str, Any]) -> None:
    units = {unit.id for unit in identity.organizations_of(session.account_id)}
    unit: UUID | None = data.get("organization")
    if unit not in units and units:
        if len(units) > 1:
            raise UnitMissing(field="organization")
        unit = next(iter(units))
    openid.note_agreement(kept=kept, account_id=session.account_id, organization_id=unit if units else None)
    if data["remember"]:
        openid.remember_agreement(asked, session, unit if units else None)


def _form(session: identity.WebSession) -> Form:
    units = identity.organizations_of(session.account_id)
    acting, _ = openid.unit_of(session)
    options = [(str(unit.id), unit.name) for unit in units]
    return Form(
        AgreeToPortal(exclude=() if len(units) > 1 else ("organization",)),
        action="portal.agree",
        url=path_of("consent"),
        values={"organization": acting, "remember": True},
        options={"organization": options},
        submit=t("同意并登录", "Agree and sign in"),
    )


def _page(asked: Asked, session: identity.WebSession, form: Form) -> str:
    units = identity.organizations_of(session.account_id)
    no = Form(action="portal.decline", url=path_of("consent/decline"), submit=t("不同意", "Decline"))
    no.style = "outline-primary"
    client = asked.client
    return render(
        "oauth/consent.html",
        client=client.name_zh if lang() == "zh" else client.name_en,
        address=asked.parameters["redirect_uri"],
        words=[WORDS[scope] for scope in asked.scopes if scope in WORDS],
        unit=units[0].name if len(units) == 1 else None,
        person=identity.get_account(session.account_id).display_name,
        form=form,
        no=no,
        other=path_of("continue"),
    )
