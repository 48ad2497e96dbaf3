"""One's ways to sign in: the hub account and the accounts of regions; adding one (G-33) and taking one off."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import ExternalIdentity, binding
from hub.identity.linking_errors import IdentityNotFound
from hub.kernel.errors import NotFound
from hub.web.account import bp
from hub.web.account.organization import ADMINS, own_unit
from hub.web.account.profile import own_account
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, current_session, needs_fresh_code
from hub.web.language import t
from hub.web.leaving import check_region, leave_for_region
from hub.web.page import render
from hub.web.ways_in import can_log_in


@bp.get("/identities")
@allow()
def list_identities() -> ResponseReturnValue:
    """All ways in, and which regions could be added."""
    account = own_account()
    identities = identity.list_external_identities(account.id)
    unit_id = current_actor().organization_id
    unit = identity.get_organization(unit_id) if unit_id else None
    return render(
        "account/identities.html",
        account=account,
        identities=identities,
        others=_connectable(identities) if unit and current_actor().has(*ADMINS) else [],
        is_link_only=binding.is_link_only,
        locked_until=identity.bank_locked_until(unit, account) if unit else None,
        phone=identity.mask_phone(account.phone) if account.phone else None,
    )


@bp.get("/identities/connect/<region>")
@allow(*ADMINS)
@needs_fresh_code
def show_connect(region: str) -> ResponseReturnValue:
    """What will happen when the region's account is added."""
    check_region(region)
    return render("account/connect.html", form=_connect_form(region), region=region, unit=own_unit())


@bp.post("/identities/connect/<region>")
@allow(*ADMINS)
@needs_fresh_code
def begin_connect(region: str) -> ResponseReturnValue:
    """Go to the region; what comes back is added to the account that is signed in now, and to no other."""
    check_region(region)
    session = current_session()
    if session is None:
        raise NotFound()
    return leave_for_region(region, next_path=None, connecting=session.id)


@bp.get("/identities/<uuid:identity_id>/unlink")
@allow()
@needs_fresh_code
def confirm_unlink(identity_id: UUID) -> ResponseReturnValue:
    """Say what ends when it is taken off, or why it cannot be."""
    return _unlink_page(identity_id)


@bp.post("/identities/<uuid:identity_id>/unlink")
@allow()
@needs_fresh_code
def unlink(identity_id: UUID) -> ResponseReturnValue:
    """Take the region's account off."""
    return perform(
        lambda: binding.unlink_identity(account=own_account(), identity_id=identity_id),
        then=lambda _: url_for("account.list_identities"),
        back=lambda _: _unlink_page(identity_id),
        form=_unlink_form(),
    )


def _unlink_page(identity_id: UUID) -> ResponseReturnValue:
    account = own_account()
    identities = identity.list_external_identities(account.id)
    found: ExternalIdentity | None = next((one for one in identities if one.id == identity_id), None)
    if found is None:
        raise IdentityNotFound()
    session = current_session()
    return render(
        "account/unlink.html",
        identity=found,
        form=_unlink_form(),
        possible=binding.has_other_way_in(account, found, identities),
        signs_out=session is not None and session.region == found.region,
    )


def _connectable(identities: list[ExternalIdentity]) -> list[str]:
    """Regions with a login whose account this person has not added yet."""
    there = {one.region for one in identities}
    codes = [region.code for region in directory.list_regions() if can_log_in(region.code)]
    return [code for code in codes if code not in there]


def _connect_form(region: str) -> Form:
    name = directory.get_region(region).names.text(t("zh", "en"))
    return Form(action="account.connect", submit=t(f"前往{name}平台登录并连接", f"Sign in at {name} and connect"))


def _unlink_form() -> Form:
    return Form(action="account.unlink", submit=t("解除绑定", "Remove"), style="danger")
