"""What people read when a request to an office cannot be made or decided."""

from hub.kernel.errors import Forbidden, NotFound, Refused


class RequestNotFound(NotFound):
    """No such request, or it is not this person's to see."""

    code = "request.unknown"
    zh = "没有找到该事项，它可能不存在，或不由您办理。"
    en = "There is no such request, or it is not yours to see."


class OwnRequest(Forbidden):
    """Nobody decides what they, or the unit they belong to, asked for."""

    code = "request.own"
    zh = "本人或本人所在单位提出的事项须由其他工作人员办理。"
    en = "What you or your own unit asked for is decided by somebody else of the office."


class RequestOpen(Refused):
    """The same thing is being asked already."""

    code = "request.already_open"
    zh = "同类事项 {no} 正在办理，请等待结果，或先撤回后重新提交。"
    en = "The same is being asked already in {no}: wait for the answer, or withdraw it and ask again."


class ReasonMissing(Refused):
    """Who asked must learn why not."""

    status = 422
    code = "request.reason_missing"
    zh = "请填写理由，申请人将看到它。"
    en = "Give a reason: whoever asked will read it."
