"""What an operator does with one client: new secret, stop, go on, try it out, send a logout notice again."""

from collections.abc import Callable
from uuid import UUID

from flask.typing import ResponseReturnValue

from hub.identity import portals
from hub.kernel.db import unit_of_work
from hub.web.client_forms import overlap_of, rotate_form
from hub.web.commands import perform, perform_shown_once
from hub.web.guards import allow, current_actor
from hub.web.operator import bp
from hub.web.operator.clients import client_page, disable_form, path_of, show_secret
from schemas.terms import Role


@bp.post("/clients/<client_id>/rotate")
@allow(Role.HUB_OPERATOR)
def rotate_secret(client_id: str) -> ResponseReturnValue:
    """A new secret, shown in this answer only."""
    client = portals.get_client(client_id)
    form = rotate_form(path_of(client))
    return perform_shown_once(
        lambda: portals.rotate_secret(client=client, by=current_actor(), overlap=overlap_of(form)),
        show=lambda secret: show_secret(client, secret),
        then=lambda _: path_of(client),
        back=lambda _: client_page(client_id, rotate=form),
        form=form,
    )


@bp.post("/clients/<client_id>/end-previous")
@allow(Role.HUB_OPERATOR)
def end_previous_secret(client_id: str) -> ResponseReturnValue:
    """End the overlap of a rotation now."""
    return _carry_out(client_id, portals.end_previous_secret)


@bp.post("/clients/<client_id>/disable")
@allow(Role.HUB_OPERATOR)
def disable_client(client_id: str) -> ResponseReturnValue:
    """Stop a client, with the reason."""
    client = portals.get_client(client_id)
    form = disable_form(client)
    return perform(
        lambda: portals.disable_client(client=client, reason=form.data["reason"], by=current_actor()),
        then=lambda _: path_of(client),
        back=lambda _: client_page(client_id, disable=form),
        form=form,
    )


@bp.post("/clients/<client_id>/enable")
@allow(Role.HUB_OPERATOR)
def enable_client(client_id: str) -> ResponseReturnValue:
    """Let a disabled client go on."""
    return _carry_out(client_id, portals.enable_client)


@bp.post("/clients/<client_id>/try")
@allow(Role.HUB_OPERATOR)
def try_client(client_id: str) -> ResponseReturnValue:
    """Try it out; the calls are made with no transaction open, and nothing is changed."""
    return client_page(client_id, findings=run_trial(client_id))


@bp.post("/clients/<client_id>/notices/<uuid:notice_id>")
@allow(Role.HUB_OPERATOR)
def resend_notice(client_id: str, notice_id: UUID) -> ResponseReturnValue:
    """Send a logout notice again."""
    return _carry_out(client_id, portals.resend_notice, notice_id=notice_id)


def _carry_out(client_id: str, action: Callable[..., object], **given: object) -> ResponseReturnValue:
    client = portals.get_client(client_id)
    return perform(
        lambda: action(client=client, by=current_actor(), **given),
        then=lambda _: path_of(client),
        back=lambda _: client_page(client_id),
    )


def run_trial(client_id: str) -> list[portals.Finding]:
    """What a trial of this client finds."""
    with unit_of_work():
        trial = portals.prepare_trial(portals.get_client(client_id))
    return portals.finish_trial(trial)
