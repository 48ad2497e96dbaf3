"""The one way a page does something: read the form, one unit of work, one answer per click, refusals shown in place.

    return perform(
        lambda: orders.place_order(**form.data, by=current_actor()),
        then=lambda order: url_for("enterprise.show_order", no=order.no),
        back=lambda error: render("enterprise/orders/new.html", form=form),
        form=form,
    )

``back`` only draws the page again: its status and the alert with the error's code are set here. The same key with the
same content gets the first answer again; while the first is still running the second waits for it.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub.kernel import idempotency
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, Invalid
from hub.web import refusal
from hub.web.forms import Form
from hub.web.guards import current_actor

T = TypeVar("T")
NOT_CONTENT = frozenset({"csrf_token", "idempotency_key"})


class FormIncomplete(Invalid):
    """The form as a whole cannot be used; its fields say why."""

    code = "input.invalid"
    zh = "有内容需要更正，请按各项提示修改后重新提交。"
    en = "Some entries need correcting: see the notes beside them, then submit again."


def perform(
    action: Callable[[], T],
    *,
    then: Callable[[T], str],
    back: Callable[[HubError], ResponseReturnValue],
    form: Form | None = None,
) -> ResponseReturnValue:
    """Carry out ``action`` and go to ``then(result)`` (303), or show ``back(error)`` with the error's status."""
    if form is not None and not form.read(request):
        return _again(FormIncomplete(), back, form)
    try:
        return redirect(_once(action, then), code=303)
    except HubError as error:
        return _again(error, back, form)


def perform_shown_once(
    action: Callable[[], T],
    *,
    show: Callable[[T], ResponseReturnValue],
    then: Callable[[T], str],
    back: Callable[[HubError], ResponseReturnValue],
    form: Form,
) -> ResponseReturnValue:
    """Like ``perform`` where the answer holds a secret that is kept nowhere: the first click gets ``show(result)``.

    The same click again has no second effect and goes to ``then(result)``, where the secret is not.
    """
    if not form.read(request):
        return _again(FormIncomplete(), back, form)
    try:
        with unit_of_work():
            known = idempotency.once(tenant=_tenant(), key=form.key, request_sha256=content_sha256())
            if known is not None and known.location is not None:
                return redirect(known.location, code=303)
            result = action()
            idempotency.keep(tenant=_tenant(), key=form.key, status=303, location=then(result))
    except HubError as error:
        return _again(error, back, form)
    return show(result)


def _once(action: Callable[[], T], then: Callable[[T], str]) -> str:
    key = request.form.get("idempotency_key", "")
    if not key:
        with unit_of_work():
            return then(action())
    tenant = _tenant()
    with unit_of_work():
        replay = idempotency.once(tenant=tenant, key=key, request_sha256=content_sha256())
        if replay is not None and replay.location is not None:
            return replay.location
        target = then(action())
        idempotency.keep(tenant=tenant, key=key, status=303, location=target)
        return target


def _tenant() -> str:
    actor = current_actor()
    return f"page:{actor.account_id}" if actor is not None and actor.account_id else "page:nobody"


def content_sha256() -> str:
    """What was sent, whatever the order of its fields; a file counts with its bytes."""
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if not request.form and not request.files:
        digest.update(request.get_data(cache=True))
    for name in sorted(request.form):
        if name not in NOT_CONTENT:
            digest.update(repr((name, request.form.getlist(name))).encode())
    for name in sorted(request.files):
        upload = request.files[name]
        digest.update(repr((name, upload.filename)).encode())
        while block := upload.stream.read(262_144):
            digest.update(block)
        upload.stream.seek(0)
    return digest.hexdigest()


def _again(error: HubError, back: Callable[[HubError], ResponseReturnValue], form: Form | None) -> ResponseReturnValue:
    if form is not None:
        form.refuse(error)
    else:
        refusal.show(error)
    response = make_response(back(error))
    response.status_code = error.status
    return response
