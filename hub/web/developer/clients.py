"""A client owner's own clients: seen, tried out, given a new secret; changes are asked of the operators."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.identity import portals
from hub.kernel.db import unit_of_work
from hub.web.client_forms import action_form, ask_form, overlap_of, rotate_form
from hub.web.commands import perform, perform_shown_once
from hub.web.developer import bp
from hub.web.developer.samples import samples_for
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.page import render
from schemas.clients import CLIENT_SCOPES
from schemas.terms import Role


@bp.get("/clients")
@allow(Role.CLIENT_OWNER)
def list_clients() -> ResponseReturnValue:
    """One's own clients."""
    mine = portals.list_clients(owner_id=current_actor().account_id)
    return render("developer/clients.html", found=[(client, portals.use_of(client)) for client in mine])


@bp.get("/clients/<client_id>")
@allow(Role.CLIENT_OWNER)
def show_client(client_id: str) -> ResponseReturnValue:
    """One of them."""
    return _page(own_client(client_id))


@bp.get("/clients/<client_id>/samples")
@allow(Role.CLIENT_OWNER)
def show_samples(client_id: str) -> ResponseReturnValue:
    """The samples, filled with this client."""
    client = own_client(client_id)
    return render("developer/samples.html", samples=samples_for(client), client=client)


@bp.post("/clients/<client_id>/rotate")
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def rotate_secret(client_id: str) -> ResponseReturnValue:
    """A new secret, shown in this answer only."""
    client = own_client(client_id)
    form = rotate_form(_path(client))
    return perform_shown_once(
        lambda: portals.rotate_secret(client=client, by=current_actor(), overlap=overlap_of(form)),
        show=lambda secret: render("operator/clients/secret.html", client=client, secret=secret, base=_path(client)),
        then=lambda _: _path(client),
        back=lambda _: _page(client, rotate=form),
        form=form,
    )


@bp.post("/clients/<client_id>/end-previous")
@allow(Role.CLIENT_OWNER)
@needs_assurance("substantial")
def end_previous_secret(client_id: str) -> ResponseReturnValue:
    """End the overlap of a rotation now."""
    client = own_client(client_id)
    return perform(
        lambda: portals.end_previous_secret(client=client, by=current_actor()),
        then=lambda _: _path(client),
        back=lambda _: _page(client),
    )


@bp.post("/clients/<client_id>/try")
@allow(Role.CLIENT_OWNER)
def try_client(client_id: str) -> ResponseReturnValue:
    """Try it out; the calls are made with no transaction open, and nothing is changed."""
    with unit_of_work():
        trial = portals.prepare_trial(own_client(client_id))
    findings = portals.finish_trial(trial)
    return _page(own_client(client_id), findings=findings)


@bp.post("/clients/<client_id>/ask")
@allow(Role.CLIENT_OWNER)
def ask_change(client_id: str) -> ResponseReturnValue:
    """Tell the operators what should change."""
    client = own_client(client_id)
    form = ask_form(_path(client))
    return perform(
        lambda: portals.ask_change(client=client, wish=form.data["wish"], by=current_actor()),
        then=lambda _: url_for("developer.show_client", client_id=client_id, asked=1),
        back=lambda _: _page(client, ask=form),
        form=form,
    )


def own_client(client_id: str) -> portals.OAuthClient:
    return portals.get_own_client(client_id, owner_id=current_actor().account_id)


def _path(client: portals.OAuthClient) -> str:
    return url_for("developer.show_client", client_id=client.client_id)


def _page(client: portals.OAuthClient, **more: object) -> str:
    base = _path(client)
    forms = {"rotate": rotate_form(base), "ask": ask_form(base), **more}
    return render(
        "developer/client.html", client=client, use=portals.use_of(client), portals=portals, act=action_form,
        notices=portals.list_notices(client), words=dict(CLIENT_SCOPES), base=base, **forms,
    )  # fmt: skip
