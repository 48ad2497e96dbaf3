"""The people of one's unit: inviting them by phone, changing what they may do, letting them go."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account, colleagues, evidence, invitations, letters
from hub.identity.colleague_errors import InvitationGone
from hub.web.account import bp
from hub.web.account.letters import successors
from hub.web.account.open_work import open_work
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.evidence import send_file, upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.order import Nothing
from schemas.people import ChangeRole, InviteColleague, RemoveColleague


@bp.get("/people")
@allow(*ADMINS)
def list_people() -> ResponseReturnValue:
    """Who acts for the unit, and who is asked to."""
    unit = own_unit()
    people = [(account, colleagues.roles_held(unit, account.id)) for account in identity.people_of(unit.id)]
    waiting = [(one, _revoke_form(one.id)) for one in invitations.list_open_invitations(unit)]
    return render("account/people.html", people=people, unit=unit, waiting=waiting)


@bp.get("/people/invite")
@allow(*ADMINS)
@needs_fresh_code
def new_invitation() -> ResponseReturnValue:
    """The form for an invitation."""
    return render("account/person_invite.html", form=_invite_form())


@bp.post("/people/invite")
@allow(*ADMINS)
@needs_fresh_code
@takes_upload
def invite_person() -> ResponseReturnValue:
    """Send the link."""
    form = _invite_form()
    return perform(
        lambda: _invite(form.data),
        then=lambda _: url_for("account.list_people"),
        back=lambda _: render("account/person_invite.html", form=form),
        form=form,
    )


@bp.post("/people/invitations/<uuid:invitation_id>/revoke")
@allow(*ADMINS)
def revoke_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    form = _revoke_form(invitation_id)
    return _act(
        form,
        lambda: invitations.revoke_invitation(unit=own_unit(), invitation_id=invitation_id, by=current_actor()),
        lambda: list_people(),
    )


@bp.get("/people/invitations/<uuid:invitation_id>/letter")
@allow(*ADMINS)
def download_letter(invitation_id: UUID) -> ResponseReturnValue:
    """The letter of authorization that was handed in with an open invitation."""
    found = next((one for one in invitations.list_open_invitations(own_unit()) if one.id == invitation_id), None)
    if found is None or found.authorization_file_id is None:
        raise InvitationGone()
    return send_file(evidence.find_letter(found.authorization_file_id))


@bp.get("/people/<uuid:account_id>")
@allow(*ADMINS)
def show_person(account_id: UUID) -> ResponseReturnValue:
    """One colleague: role, and letting go."""
    return _person_page(account_id)


@bp.post("/people/<uuid:account_id>/role")
@allow(*ADMINS)
@needs_fresh_code
def change_role(account_id: UUID) -> ResponseReturnValue:
    """Give another role."""
    form = _role_form(account_id)
    return _act(
        form,
        lambda: colleagues.change_role(unit=own_unit(), account_id=account_id, by=current_actor(), **form.data),
        lambda: _person_page(account_id, form),
    )


@bp.post("/people/<uuid:account_id>/remove")
@allow(*ADMINS)
@needs_fresh_code
def remove_person(account_id: UUID) -> ResponseReturnValue:
    """Let a colleague go."""
    form = _remove_form(account_id)
    return _act(
        form,
        lambda: colleagues.remove_colleague(
            unit=own_unit(),
            account_id=account_id,
            note=form.data["note"],
            work=open_work(own_unit().id, account_id),
            successor_id=form.data["successor"],
            by=current_actor(),
        ),
        lambda: _person_page(account_id, form),
    )


def _act(form: Form, action: Callable[[], object], back: Callable[[], Any]) -> ResponseReturnValue:
    return perform(action, then=lambda _: url_for("account.list_people"), back=lambda _: back(), form=form)


def _invite(typed: dict[str, Any]) -> None:
    given = {name: value for name, value in typed.items() if name != "file"}
    unit = own_unit()
    # The text names the unit as it calls itself: revoked and sent again, it would be an advertisement.
    identity.tries.take_try(identity.tries.INVITATIONS_BY_UNIT, str(unit.id))
    identity.tries.take_try(identity.tries.TEXTS_BY_PHONE_A_DAY, f"invited|{typed['phone']}")
    invitations.invite(
        unit=unit,
        base_url=current_app.config["HUB"].web.base_url,
        authorization=upload_of(typed["file"]),
        by=current_actor(),
        **given,
    )


def _person_page(account_id: UUID, sent: Form | None = None) -> str:
    unit = own_unit()
    grants = colleagues.roles_held(unit, account_id)
    if not grants:
        raise identity.AccountNotFound()
    account: Account = identity.get_account(account_id)
    forms = [_role_form(account_id), _remove_form(account_id)]
    return render(
        "account/person.html",
        account=account,
        phone=identity.mask_phone(account.phone) if account.phone else None,
        grants=grants,
        letters=letters.list_letters(unit, account_id),
        work=open_work(unit.id, account_id),
        identities=[one for one in identity.list_external_identities(account_id) if one.organization_id == unit.id],
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
    )


def _invite_form() -> Form:
    roles = invitations.roles_of_unit(own_unit())
    submit = t("发送邀请短信", "Send the invitation")
    return Form(
        InviteColleague(),
        action="account.invite",
        options={"role": roles},
        values={"role": roles[0]} if roles else {},
        submit=submit,
    )


def _role_form(account_id: UUID) -> Form:
    url, roles = url_for(".change_role", account_id=account_id), invitations.roles_of_unit(own_unit())
    return Form(
        ChangeRole(), action="account.change_role", url=url, options={"role": roles}, submit=t("调整角色", "Change")
    )


def _remove_form(account_id: UUID) -> Form:
    url, submit = url_for(".remove_person", account_id=account_id), t("移除该人员", "Remove this person")
    return Form(RemoveColleague(), action="account.remove_person", url=url, submit=submit, style="outline-danger",
                options={"successor": successors(account_id)})  # fmt: skip


def _revoke_form(invitation_id: UUID) -> Form:
    url, submit = url_for(".revoke_invitation", invitation_id=invitation_id), t("撤销邀请", "Revoke")
    return Form(Nothing(), action="account.revoke_invitation", url=url, submit=submit, style="outline-danger")
