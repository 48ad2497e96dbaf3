"""The people of one's unit: its administrator adds colleagues."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.identity import Account
from hub.web.account import bp
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from schemas.identity import AddPerson


@bp.get("/people")
@allow(*ADMINS)
def list_people() -> ResponseReturnValue:
    """Who acts for the unit."""
    unit = own_unit()
    people = [(account, _roles(account)) for account in identity.people_of(unit.id)]
    return render("account/people.html", people=people, unit=unit)


@bp.get("/people/new")
@allow(*ADMINS)
@needs_fresh_code
def new_person() -> ResponseReturnValue:
    """The form for a colleague."""
    return render("account/person_new.html", form=_form())


@bp.post("/people/new")
@allow(*ADMINS)
@needs_fresh_code
def add_person() -> ResponseReturnValue:
    """Let a colleague act for the unit, as agent or staff."""
    form = _form()
    return perform(
        lambda: identity.add_colleague(unit=own_unit(), by=current_actor(), **form.data),
        then=lambda _: url_for("account.list_people"),
        back=lambda _: render("account/person_new.html", form=form),
        form=form,
    )


def _roles(account: Account) -> list[identity.RoleGrant]:
    here = current_actor().organization_id
    return [grant for grant in identity.list_grants(account.id) if grant.organization_id == here]


def _form() -> Form:
    return Form(AddPerson(), action="account.add_person", submit=t("开通账号", "Add this person"))
