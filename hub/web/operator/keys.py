"""The keys that sign for portals: which signs, which waits, which is still accepted; and replacing them."""

from flask.typing import ResponseReturnValue

from hub.identity import portals
from hub.kernel.clock import utc_now
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.clients import GiveReason, ReplaceKeys
from schemas.terms import Role


@bp.get("/keys")
@allow(Role.SECURITY_ADMIN)
def list_keys() -> ResponseReturnValue:
    """Every key there has been, newest first."""
    return _page()


@bp.post("/keys/announce")
@allow(Role.SECURITY_ADMIN)
def announce_key() -> ResponseReturnValue:
    """Publish the next key now; it signs after a day."""
    form = _announce_form()
    return perform(
        lambda: portals.announce_key(by=current_actor(), reason=form.data["reason"]),
        then=lambda _: "/operator/keys",
        back=lambda _: _page(announce=form),
        form=form,
    )


@bp.post("/keys/replace")
@allow(Role.SECURITY_ADMIN)
def replace_keys() -> ResponseReturnValue:
    """An emergency: withdraw every key and sign with a new one from now on."""
    form = _replace_form()
    return perform(
        lambda: portals.replace_keys_now(by=current_actor(), reason=form.data["reason"]),
        then=lambda _: "/operator/keys",
        back=lambda _: _page(replace=form),
        form=form,
    )


def _page(announce: Form | None = None, replace: Form | None = None) -> str:
    keys = portals.list_keys()
    now = utc_now()
    return render(
        "operator/keys.html", keys=[(key, portals.stage_of_key(key, keys, now)) for key in keys], portals=portals,
        announce=announce or _announce_form(), replace=replace or _replace_form(),
    )  # fmt: skip


def _announce_form() -> Form:
    submit = t("公布下一把密钥", "Publish the next key")
    return Form(GiveReason(), action="key.announce", url="/operator/keys/announce", submit=submit)


def _replace_form() -> Form:
    submit = t("立即更换全部密钥", "Replace every key now")
    return Form(ReplaceKeys(), action="key.replace", url="/operator/keys/replace", submit=submit, style="danger")
