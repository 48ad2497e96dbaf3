"""The clients of the provider: list, register, show, change. What happens to one of them is in client_actions."""

from dataclasses import fields
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import portals
from hub.web.client_forms import action_form, rotate_form
from hub.web.commands import perform_shown_once
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.operator import bp
from hub.web.page import render
from schemas.clients import CLIENT_SCOPES, EditClient, GiveReason, RegisterClient
from schemas.terms import Role


@bp.get("/clients")
@allow(Role.HUB_OPERATOR)
def list_clients() -> ResponseReturnValue:
    """All clients, or those in one state."""
    found = [(client, portals.use_of(client)) for client in portals.list_clients()]
    state = request.args.get("state", "")
    shown = [(client, use) for client, use in found if state in ("", portals.state_of_client(client))]
    counts = {one: sum(portals.state_of_client(client) is one for client, _ in found) for one in portals.ClientState}
    return render("operator/clients/list.html", found=shown, counts=counts, state=state, total=len(found))


@bp.get("/clients/new")
@allow(Role.HUB_OPERATOR)
def new_client() -> ResponseReturnValue:
    """The form for a new client."""
    return _new(_new_form())


@bp.post("/clients/new")
@allow(Role.HUB_OPERATOR)
def register_client() -> ResponseReturnValue:
    """Register it; its secret is in this answer and nowhere else."""
    form = _new_form()
    return perform_shown_once(
        lambda: portals.register_client(draft=_draft(form), by=current_actor(), client_id=form.data["client_id"]),
        show=lambda made: show_secret(*made),
        then=lambda made: path_of(made[0]),
        back=lambda _: _new(form),
        form=form,
    )


@bp.get("/clients/<client_id>")
@allow(Role.HUB_OPERATOR)
def show_client(client_id: str) -> ResponseReturnValue:
    """One client with its use, its notices and what can be done."""
    return client_page(client_id)


@bp.get("/clients/<client_id>/edit")
@allow(Role.HUB_OPERATOR)
def edit_client(client_id: str) -> ResponseReturnValue:
    """The form with what is registered."""
    client = portals.get_client(client_id)
    return _edit(client, _edit_form(client))


@bp.post("/clients/<client_id>/edit")
@allow(Role.HUB_OPERATOR)
def change_client(client_id: str) -> ResponseReturnValue:
    """Change what is registered; a client that now needs a secret gets one, shown here."""
    client = portals.get_client(client_id)
    form = _edit_form(client)
    return perform_shown_once(
        lambda: portals.change_client(client=client, draft=_draft(form), by=current_actor()),
        show=lambda secret: show_secret(client, secret),
        then=lambda _: path_of(client),
        back=lambda _: _edit(client, form),
        form=form,
    )


def client_page(client_id: str, **more: Any) -> str:
    """The page of a client; ``more`` are findings of a trial, or a form that was refused."""
    client = portals.get_client(client_id)
    rotating = client.secret_hash is not None
    return render(
        "operator/clients/show.html", client=client, use=portals.use_of(client), portals=portals,
        notices=portals.list_notices(client), owner=owner_of(client), words=scope_words(), base=path_of(client),
        rotate=more.pop("rotate", None) or (rotate_form(path_of(client)) if rotating else None),
        disable=more.pop("disable", None) or disable_form(client), act=action_form, **more,
    )  # fmt: skip


def show_secret(client: portals.OAuthClient, secret: str | None) -> ResponseReturnValue:
    """The one page that ever shows a secret; a client without one goes to its own page."""
    shown = {"client": client, "secret": secret, "base": path_of(client)}
    return render("operator/clients/secret.html", **shown) if secret else client_page(client.client_id, saved=True)


def path_of(client: portals.OAuthClient) -> str:
    """The address of a client's page."""
    return url_for("operator.show_client", client_id=client.client_id)


def owner_of(client: portals.OAuthClient) -> identity.Account | None:
    """The account that owns a client."""
    return identity.get_account(client.owner_id) if client.owner_id else None


def disable_form(client: portals.OAuthClient) -> Form:
    """Why the client shall stop."""
    url = f"{path_of(client)}/disable"
    return Form(GiveReason(), action="client.disable", url=url, submit=t("停用应用", "Disable"), style="danger")


def scope_words() -> dict[str, Any]:
    """What each scope means."""
    return dict(CLIENT_SCOPES)


def _draft(form: Form) -> portals.ClientDraft:
    owner = portals.find_owner(form.data["owner"])
    names = {field.name for field in fields(portals.ClientDraft)}
    given = {name: value for name, value in form.data.items() if name in names}
    return portals.ClientDraft(**given, owner_id=owner.id if owner else None)


def _new_form() -> Form:
    values = {"requires_par": True, "auth_method": "client_secret_basic", "scopes": ["openid", "org"]}
    return Form(
        RegisterClient(), action="client.register", values=values, options=_options(), submit=t("登记应用", "Register")
    )


def _edit_form(client: portals.OAuthClient) -> Form:
    owner = owner_of(client)
    values = {**vars(portals.draft_of(client)), "owner": owner.username if owner else ""}
    return Form(EditClient(), action="client.change", values=values, options=_options(), submit=t("保存变更", "Save"))


def _options() -> dict[str, Any]:
    return {"region": [(region.code, region.names.text(lang())) for region in directory.list_regions()]}


def _new(form: Form) -> str:
    crumbs = [(t("接入应用", "Clients"), "/operator/clients"), (t("登记", "Register"), "")]
    return render("operator/clients/edit.html", form=form, client=None, crumbs=crumbs)


def _edit(client: portals.OAuthClient, form: Form) -> str:
    crumbs = [(t("接入应用", "Clients"), "/operator/clients"), (client.client_id, path_of(client))]
    return render("operator/clients/edit.html", form=form, client=client, crumbs=crumbs)
