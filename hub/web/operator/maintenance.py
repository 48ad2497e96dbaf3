"""Maintenance as the hub's operators announce and end it; a read-only time refuses every change of everybody else."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import availability
from hub.availability import MaintenanceMode, MaintenanceWindow
from hub.kernel.clock import utc_now
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.availability import AnnounceMaintenance, EndMaintenance
from schemas.terms import Role


@bp.get("/maintenance")
@allow(Role.HUB_OPERATOR)
def show_maintenance() -> ResponseReturnValue:
    """What is announced, and the form to announce more."""
    return _page()


@bp.post("/maintenance")
@allow(Role.HUB_OPERATOR)
def announce_maintenance() -> ResponseReturnValue:
    """Announce maintenance, or begin it now."""
    form = _announcing()
    return perform(
        lambda: availability.announce(
            mode=MaintenanceMode(form.data["mode"]), message=form.data["message"], starts_at=form.data["starts_at"],
            ends_at=form.data["ends_at"], by=current_actor(),
        ),
        then=lambda _: url_for(".show_maintenance"),
        back=lambda _: _page(form),
        form=form,
    )  # fmt: skip


@bp.post("/maintenance/<uuid:window_id>/end")
@allow(Role.HUB_OPERATOR)
def end_maintenance(window_id: UUID) -> ResponseReturnValue:
    """End it, or withdraw what has not begun."""
    return perform(
        lambda: availability.end_window(window_id=window_id, by=current_actor()),
        then=lambda _: url_for(".show_maintenance"),
        back=lambda _: _page(),
        form=Form(EndMaintenance(), action="maintenance.end"),
    )


def _announcing() -> Form:
    modes = [
        ("NOTICE", t("只公告：一切照常", "Notice only: everything goes on")),
        (
            "READ_ONLY",
            t("只读：除登录与运行人员外，拒绝提交", "Read-only: only operators can submit"),
        ),
    ]
    return Form(
        AnnounceMaintenance(), action="maintenance.announce", url=url_for(".announce_maintenance"),
        options={"mode": modes}, submit=t("公告", "Announce"),
    )  # fmt: skip


def _page(sent: Form | None = None) -> str:
    windows = [(window, _ending(window)) for window in availability.list_windows()]
    return render("operator/maintenance.html", windows=windows, form=sent or _announcing(), now=utc_now())


def _ending(window: MaintenanceWindow) -> Form | None:
    if window.ended_at is not None or (window.ends_at is not None and window.ends_at <= utc_now()):
        return None
    begun = window.starts_at <= utc_now()
    return Form(
        EndMaintenance(), action="maintenance.end", url=url_for(".end_maintenance", window_id=window.id),
        submit=t("结束", "End") if begun else t("撤销", "Withdraw"), style="outline-danger",
    )  # fmt: skip
