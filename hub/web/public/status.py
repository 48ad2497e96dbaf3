"""The status page: the hub, each region's platform, planned maintenance; for people and for programs."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from hub import availability
from hub.availability import MaintenanceWindow, RegionStatus
from hub.kernel.clock import utc_now
from hub.web.guards import public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp


@bp.get("/status")
@public
def show_status() -> ResponseReturnValue:
    """What works and what does not; nothing of why."""
    words = {"up": t("正常", "Working"), "down": t("无法连接", "Down"), "by_files": t("文件往来", "By files")}
    return render(
        "public/status.html", statuses=availability.list_statuses(), running=availability.find_running(),
        planned=availability.list_planned(), state_words=words, at=utc_now(),
    )  # fmt: skip


@bp.get("/status.json")
@public
def status_document() -> ResponseReturnValue:
    """The same for programs."""
    running = availability.find_running()
    state = "up" if running is None else "read_only" if running.refuses_writes else "maintenance"
    return jsonify(
        as_of=utc_now().isoformat(timespec="seconds"),
        hub={"state": state},
        regions=[_region(status) for status in availability.list_statuses()],
        maintenance=[_window(window) for window in ([running] if running else []) + list(availability.list_planned())],
    )


def _region(status: RegionStatus) -> dict[str, object]:
    return {
        "region": status.region.code,
        "state": status.state,
        "since": status.since.isoformat(timespec="seconds") if status.since else None,
        "waits": [ability.value for ability in status.abilities] if status.is_down else [],
    }


def _window(window: MaintenanceWindow) -> dict[str, object]:
    return {
        "mode": window.mode.value,
        "starts_at": window.starts_at.isoformat(timespec="seconds"),
        "ends_at": window.ends_at.isoformat(timespec="seconds") if window.ends_at else None,
        "message": window.message,
    }
