"""By which ways one's unit is told of results outside the hub."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import reaching
from hub.web.account import bp
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.people import ChooseChannels


@bp.get("/notifications")
@allow(*ADMINS)
def show_notifications() -> ResponseReturnValue:
    """What is told how."""
    return _page(_form())


@bp.post("/notifications")
@allow(*ADMINS)
def choose_notifications() -> ResponseReturnValue:
    """Change it."""
    form = _form()
    return perform(
        lambda: reaching.choose_channels(unit=own_unit(), by=current_actor(), **form.data),
        then=lambda _: url_for(".show_notifications"),
        back=lambda _: _page(form),
        form=form,
    )


def _page(form: Form) -> str:
    unit = own_unit()
    phone = identity.mask_phone(unit.contact_phone) if unit.contact_phone else None
    return render("account/notifications.html", form=form, phone=phone, email=bool(unit.contact_email))


def _form() -> Form:
    wanted = reaching.wanted_channels(own_unit())
    return Form(
        ChooseChannels(),
        action="account.channels",
        values={name: name in wanted for name in reaching.CHANNELS},
        submit=t("保存", "Save"),
    )
