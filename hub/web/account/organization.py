"""The unit one acts for: its profile (CSJ-15), its frozen place, its bank account."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import BankAccount, DivisionFrozen, Organization
from hub.kernel.clock import business_today
from hub.kernel.errors import NotFound
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_fresh_code
from hub.web.language import t
from hub.web.page import render
from schemas.identity import EditProfile, EnterBankAccount
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, Role

MEMBERS = tuple(sorted(HOLDER_ROLES | INSTITUTION_ROLES))
ADMINS = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)


@bp.get("/organization")
@allow(*MEMBERS)
def show_organization() -> ResponseReturnValue:
    """What the hub knows of the unit, and what is still missing before it may apply."""
    unit = own_unit()
    return render(
        "account/organization.html",
        unit=unit,
        area=directory.area_name(unit.area, t("zh", "en")) if unit.area else None,
        missing=[t(zh, en) for zh, en in identity.missing_profile(unit)],
        contact=identity.mask_name(unit.contact_name or ""),
        phone=identity.mask_phone(unit.contact_phone) if unit.contact_phone else None,
        legal_representative=identity.mask_name(unit.legal_representative or ""),
        qualifications=identity.list_qualifications(unit.id, business_today()),
        bank=identity.payout_account(unit.id),
        locked_until=identity.bank_locked_until(unit, own_account()),
        licence=identity.find_licence(unit),
        may_edit=current_actor().has(*ADMINS),
    )


@bp.get("/organization/edit")
@allow(*ADMINS)
@needs_fresh_code
def edit_organization() -> ResponseReturnValue:
    """The form of the profile."""
    return render("account/organization_edit.html", form=_profile_form(own_unit()), unit=own_unit())


@bp.post("/organization/edit")
@allow(*ADMINS)
@needs_fresh_code
def save_organization() -> ResponseReturnValue:
    """Keep the profile; the place of registration is refused whatever is sent (G-32)."""
    form = _profile_form(own_unit())
    return perform(
        lambda: _save(own_unit(), form.data),
        then=lambda _: url_for("account.show_organization"),
        back=lambda _: render("account/organization_edit.html", form=form, unit=own_unit()),
        form=form,
    )


@bp.get("/organization/bank")
@allow(*ADMINS)
@needs_fresh_code
def edit_bank_account() -> ResponseReturnValue:
    """The form of the bank account."""
    return _bank_page(_bank_form())


@bp.post("/organization/bank")
@allow(*ADMINS)
@needs_fresh_code
def save_bank_account() -> ResponseReturnValue:
    """Be paid on another account from here on; its holder is the unit itself."""
    form = _bank_form()
    return perform(
        lambda: _set_bank(own_unit(), form.data),
        then=lambda _: url_for("account.show_organization"),
        back=lambda _: _bank_page(form),
        form=form,
    )


def _bank_page(form: Form) -> str:
    unit = own_unit()
    return render(
        "account/bank.html",
        form=form,
        unit=unit,
        bank=identity.payout_account(unit.id),
        locked_until=identity.bank_locked_until(unit, own_account()),
    )


def own_unit() -> Organization:
    """The unit one acts for.

    Raises:
        NotFound: one acts for none.
    """
    organization_id = current_actor().organization_id
    if organization_id is None:
        raise NotFound()
    return identity.get_organization(organization_id)


def _save(unit: Organization, typed: dict[str, Any]) -> None:
    sent = request.form.get("division")
    if sent and sent != unit.division:
        raise DivisionFrozen(field="division")
    identity.update_profile(
        organization=unit,
        registered_address=typed["registered_address"],
        legal_representative=typed["legal_representative"],
        contact_name=typed["contact_name"],
        contact_phone=typed["contact_phone"],
        contact_email=typed["contact_email"] or "",
        revenue_fen=typed["revenue"],
        by=current_actor(),
    )


def _set_bank(unit: Organization, typed: dict[str, Any]) -> BankAccount:
    return identity.set_bank_account(
        organization=unit,
        holder_name=unit.name,
        bank_name=typed["bank_name"],
        number=typed["number"],
        by=current_actor(),
    )


def _profile_form(unit: Organization) -> Form:
    values = {
        "registered_address": unit.registered_address,
        "legal_representative": unit.legal_representative,
        "contact_name": unit.contact_name,
        "contact_phone": unit.contact_phone,
        "contact_email": unit.contact_email,
        "revenue": unit.revenue_fen,
    }
    return Form(EditProfile(), action="holder.update", values=values, submit=t("保存", "Save"))


def _bank_form() -> Form:
    return Form(EnterBankAccount(), action="holder.set_bank_account", submit=t("保存", "Save"))
