"""Letters of authority of one's colleagues (授权书), and handing over what a colleague is in charge of."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import charges, colleagues, letters
from hub.kernel.clock import business_today
from hub.web.account import bp
from hub.web.account.open_work import open_work
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.evidence import send_file, upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.people import HandOver, NewLetter, RevokeLetter


@bp.get("/people/<uuid:account_id>/letters")
@allow(*ADMINS)
def list_letters(account_id: UUID) -> ResponseReturnValue:
    """The letters the unit keeps for a colleague."""
    return _letters_page(account_id)


@bp.post("/people/<uuid:account_id>/letters")
@allow(*ADMINS)
@needs_fresh_code
@takes_upload
def add_letter(account_id: UUID) -> ResponseReturnValue:
    """Keep another letter."""
    form = _letter_form(account_id)
    return perform(
        lambda: letters.add_letter(
            unit=own_unit(),
            account=_colleague(account_id),
            file=upload_of(form.data["file"]),  # type: ignore[arg-type]  # required by the form
            valid_from=form.data["valid_from"],
            valid_until=form.data["valid_until"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".list_letters", account_id=account_id),
        back=lambda _: _letters_page(account_id, form),
        form=form,
    )


@bp.post("/people/<uuid:account_id>/letters/<uuid:letter_id>/revoke")
@allow(*ADMINS)
@needs_fresh_code
def revoke_letter(account_id: UUID, letter_id: UUID) -> ResponseReturnValue:
    """Take a letter back."""
    form = _revoke_form(account_id, letter_id)
    return perform(
        lambda: letters.revoke_letter(
            unit=own_unit(), letter_id=letter_id, reason=form.data["reason"], by=current_actor()
        ),
        then=lambda _: url_for(".list_letters", account_id=account_id),
        back=lambda _: _letters_page(account_id),
        form=form,
    )


@bp.get("/people/letters/<uuid:letter_id>")
@allow(*ADMINS)
def download_kept_letter(letter_id: UUID) -> ResponseReturnValue:
    """The scan."""
    return send_file(letters.find_letter_file(own_unit(), letter_id))


@bp.get("/people/<uuid:account_id>/work")
@allow(*ADMINS)
def colleagues_work(account_id: UUID) -> ResponseReturnValue:
    """What a colleague is in charge of."""
    return _work_page(account_id)


@bp.post("/people/<uuid:account_id>/work")
@allow(*ADMINS)
def hand_over(account_id: UUID) -> ResponseReturnValue:
    """Put somebody else in charge of all of it."""
    form = hand_over_form(account_id)
    return perform(
        lambda: charges.hand_over(
            unit=own_unit(),
            leaving=_colleague(account_id),
            successor_id=form.data["successor"],
            work=open_work(own_unit().id, account_id),
            note=form.data["note"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".colleagues_work", account_id=account_id),
        back=lambda _: _work_page(account_id, form),
        form=form,
    )


def successors(account_id: UUID) -> list[tuple[str, str]]:
    """The other people of the unit, as options of a field."""
    people = identity.people_of(own_unit().id)
    return [("", "—"), *((str(one.id), one.display_name) for one in people if one.id != account_id)]


def hand_over_form(account_id: UUID) -> Form:
    """交接."""
    url, submit = url_for("account.hand_over", account_id=account_id), t("全部交接", "Hand all of it over")
    return Form(HandOver(), action="account.hand_over", url=url, submit=submit,
                options={"successor": successors(account_id)})  # fmt: skip


def _colleague(account_id: UUID) -> identity.Account:
    if not colleagues.roles_held(own_unit(), account_id):
        raise identity.AccountNotFound()
    return identity.get_account(account_id)


def _letters_page(account_id: UUID, sent: Form | None = None) -> str:
    kept = letters.list_letters(own_unit(), account_id)
    return render(
        "account/letters.html",
        account=_colleague(account_id),
        today=business_today(),
        kept=[(one, _revoke_form(account_id, one.id)) for one in kept],
        form=sent or _letter_form(account_id),
    )


def _work_page(account_id: UUID, sent: Form | None = None) -> str:
    return render(
        "account/colleagues_work.html",
        account=_colleague(account_id),
        work=open_work(own_unit().id, account_id),
        form=sent or hand_over_form(account_id),
    )


def _letter_form(account_id: UUID) -> Form:
    return Form(NewLetter(), action="account.add_letter", url=url_for(".add_letter", account_id=account_id),
                values={"valid_from": business_today()}, submit=t("保存授权书", "Keep the letter"))  # fmt: skip


def _revoke_form(account_id: UUID, letter_id: UUID) -> Form:
    url = url_for(".revoke_letter", account_id=account_id, letter_id=letter_id)
    return Form(RevokeLetter(), action="account.revoke_letter", url=url, submit=t("撤销", "Take back"),
                style="outline-danger")  # fmt: skip
