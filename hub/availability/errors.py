"""Why nothing can be changed just now, or an announcement cannot be made."""

from hub.kernel.errors import HubError, Invalid, Refused


class ReadOnlyNow(HubError):
    """The hub is in maintenance: everything can be read, nothing changed."""

    status = 503
    code = "hub.read_only"
    zh = "平台维护中，目前只能查看，您的操作未完成{until}。您填写的内容保留在本页，维护结束后可以直接再次提交。"
    en = "The hub is in maintenance and read-only; nothing was done{until}. What you typed is kept here to send again."


class WindowEndsTooSoon(Invalid):
    """The planned end lies before the start, or in the past."""

    code = "maintenance.ends_too_soon"
    zh = "计划结束时间必须晚于开始时间，也晚于现在。"
    en = "The planned end must be after the start and after now."


class WindowOverlaps(Refused):
    """Another read-only time is announced in these hours."""

    code = "maintenance.overlaps"
    zh = "这段时间内已经公告了一次维护，请先结束或撤销它。"
    en = "Maintenance is announced for these hours already: end or withdraw that first."


class WindowOver(Refused):
    """It was ended before."""

    code = "maintenance.over"
    zh = "这次维护已经结束。"
    en = "This maintenance is over already."
