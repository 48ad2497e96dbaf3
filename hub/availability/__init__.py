"""Whether the hub and the regions' platforms can be used: maintenance, read-only times, regions that are down.

These are times of machines, so they are read off the real clock and not off business time.
"""

from hub.availability.errors import ReadOnlyNow
from hub.availability.models import MaintenanceMode, MaintenanceWindow
from hub.availability.regions import Ability, RegionStatus, list_down, list_statuses
from hub.availability.service import (
    announce,
    end_window,
    find_running,
    list_planned,
    list_windows,
    next_window,
    read_only_now,
)

__all__ = [
    "Ability",
    "MaintenanceMode",
    "MaintenanceWindow",
    "ReadOnlyNow",
    "RegionStatus",
    "announce",
    "end_window",
    "find_running",
    "list_down",
    "list_planned",
    "list_statuses",
    "list_windows",
    "next_window",
    "read_only_now",
]
