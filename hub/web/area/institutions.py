"""Institutions that this person's offices answer for: who they are, their certificates, suspension and its end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import identity
from hub.catalog import joining, suspensions
from hub.identity import Organization
from hub.kernel.clock import business_now
from hub.web.area import bp
from hub.web.area.identity_requests import DECIDERS
from hub.web.area.identity_requests import offices as offices_of_actor
from hub.web.commands import perform
from hub.web.evidence import send_file
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.joining import Reinstate, Suspend


@bp.get("/institutions")
@allow(*DECIDERS)
def list_institutions() -> ResponseReturnValue:
    """All institutions of these offices."""
    found = suspensions.institutions_of(offices_of_actor())
    return render("area/institutions/list.html", found=found, now=business_now(), is_suspended=identity.is_suspended)


@bp.get("/institutions/<uscc>")
@allow(*DECIDERS)
def show_institution(uscc: str) -> ResponseReturnValue:
    """One institution with its certificates and suspensions."""
    return _page(_find(uscc))


@bp.get("/institutions/<uscc>/certificates/<uuid:certificate_id>")
@allow(*DECIDERS)
def download_certificate(uscc: str, certificate_id: UUID) -> ResponseReturnValue:
    """The file of a certificate, for the office."""
    return send_file(joining.find_certificate_file(_find(uscc).id, certificate_id))


@bp.post("/institutions/<uscc>/suspend")
@allow(*DECIDERS)
def suspend_institution(uscc: str) -> ResponseReturnValue:
    """No new orders from an instant on, with a reason."""
    return _act(uscc, _suspend_form(uscc), lambda unit, form: suspensions.suspend(unit=unit, **form.data, by=_me()))


@bp.post("/institutions/<uscc>/reinstate")
@allow(*DECIDERS)
def reinstate_institution(uscc: str) -> ResponseReturnValue:
    """Take orders again."""
    return _act(uscc, _reinstate_form(uscc), lambda unit, form: suspensions.lift(unit=unit, **form.data, by=_me()))


def _me() -> Any:
    return current_actor()


def _act(uscc: str, form: Form, action: Callable[[Organization, Form], Any]) -> ResponseReturnValue:
    return perform(
        lambda: action(_find(uscc), form),
        then=lambda _: url_for(".show_institution", uscc=uscc),
        back=lambda _: _page(_find(uscc), form),
        form=form,
    )


def _find(uscc: str) -> Organization:
    return suspensions.find_institution(uscc, offices_of_actor())


def _page(unit: Organization, sent: Form | None = None) -> str:
    running = suspensions.find_running(unit.id)
    forms = [_reinstate_form(unit.uscc)] if running or unit.suspended_from else [_suspend_form(unit.uscc)]
    return render(
        "area/institutions/show.html",
        unit=unit,
        suspended=identity.is_suspended(unit, business_now()),
        certificates=joining.certificates_of(unit.id),
        past=suspensions.list_suspensions(unit.id),
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
    )


def _suspend_form(uscc: str) -> Form:
    url, submit = url_for(".suspend_institution", uscc=uscc), t("暂停接受新订单", "Suspend")
    return Form(Suspend(), action="institution.suspend", url=url, submit=submit, style="outline-danger")


def _reinstate_form(uscc: str) -> Form:
    url, submit = url_for(".reinstate_institution", uscc=uscc), t("解除暂停", "Reinstate")
    return Form(Reinstate(), action="institution.reinstate", url=url, submit=submit)
