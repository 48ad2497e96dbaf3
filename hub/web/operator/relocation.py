"""Registering a unit at another place, on evidence: for the programme's steward (G-32)."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity, vouchers
from hub.identity import Organization, OrganizationNotFound
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.people import RelocateUnit
from schemas.terms import Role


@bp.get("/relocations")
@allow(Role.PROGRAMME_STEWARD)
def new_relocation() -> ResponseReturnValue:
    """The form."""
    return _page(_form())


@bp.post("/relocations")
@allow(Role.PROGRAMME_STEWARD)
@takes_upload
def relocate_unit() -> ResponseReturnValue:
    """Change the place of registration."""
    form = _form()
    return perform(
        lambda: _relocate(form.data),
        then=lambda unit: url_for(".new_relocation", done=unit.uscc),
        back=lambda _: _page(form),
        form=form,
    )


def _relocate(typed: dict[str, Any]) -> Organization:
    unit = identity.find_organization_by_uscc(typed["uscc"].strip().upper())
    if unit is None:
        raise OrganizationNotFound(field="uscc")
    evidence = upload_of(typed["file"])
    assert evidence is not None
    vouchers.relocate_holder(
        unit=unit, division=typed["division"], reason=typed["reason"], evidence=evidence, by=current_actor()
    )
    return unit


def _page(form: Form) -> str:
    return render("operator/relocation.html", form=form)


def _form() -> Form:
    return Form(RelocateUnit(), action="holder.relocate", submit=t("变更注册所在地", "Change the place"))
