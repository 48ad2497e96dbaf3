"""What disputes refuse, each with the way out."""

from hub.kernel.errors import Invalid, NotFound, Refused


class DisputeUnknown(NotFound):
    """There is no such dispute to be seen here."""

    code = "dispute.unknown"
    zh = "没有找到该争议。"
    en = "There is no such dispute."


class AlreadyDisputed(Refused):
    """One dispute about a redemption at a time."""

    code = "dispute.already_open"
    zh = "兑付申请{no}已有争议在处理（{dispute}），请在该争议中补充说明。"
    en = "Redemption {no} is in dispute already ({dispute}): add to that one."


class NothingToDispute(Refused):
    """Nothing was refused that could be appealed."""

    code = "dispute.nothing_to_dispute"
    zh = "当前状态没有可申诉的决定；只有被退回、驳回或被买家拒绝的申请可以申诉。"
    en = "Nothing can be appealed in this state: only a return, a rejection or the buyer's refusal can."


class AppealTooLate(Refused):
    """The days of the appeal are over."""

    code = "dispute.appeal_too_late"
    zh = "申诉期限为{days}日，已于{until}届满。"
    en = "An appeal was possible for {days} days, until {until}."


class MediatorPartial(Refused):
    """Who decided before does not mediate."""

    code = "dispute.mediator_partial"
    zh = "{name}参与过该申请的办理，不能担任调处人，请另选。"
    en = "{name} took part in deciding it and cannot mediate: choose somebody else."


class NoMediator(Invalid):
    """The mediator is an officer of the area."""

    code = "dispute.no_mediator"
    zh = "“{name}”不是本区域可担任调处人的工作人员。"
    en = "“{name}” is no officer of the area who can mediate."


class NotTheMediator(Refused):
    """Only the mediator settles."""

    code = "dispute.not_the_mediator"
    zh = "该争议由调处人{name}办理。"
    en = "This dispute is settled by its mediator, {name}."


class OutcomeAmountWrong(Invalid):
    """An amount is paid within what was applied for."""

    code = "dispute.amount_wrong"
    zh = "支付金额应大于零且不超过申请金额{applied}元。"
    en = "The amount lies above zero and at most at the {applied} yuan applied for."


class OutcomeNotPossible(Invalid):
    """An appeal against a rejection ends with nothing or with a new application."""

    code = "dispute.outcome_not_possible"
    zh = "该争议不能以此方式办结：{why}"
    en = "It cannot end so: {why_en}"
