"""What people read when a region, an area or a programme is unknown, or a region cannot be reached."""

from hub.kernel.errors import HubError, NotFound, Refused


class UnknownRegion(NotFound):
    """No region has this code."""

    code = "region.unknown"
    zh = "没有代码为「{region}」的地区，请从地区列表中选择。"
    en = "There is no region with the code {region}; choose one from the list of regions."


class UnknownArea(NotFound):
    """No area has this code."""

    code = "area.unknown"
    zh = "没有代码为「{area}」的区域，请从区域列表中选择。"
    en = "There is no area with the code {area}; choose one from the list of areas."


class UnknownProgramme(NotFound):
    """No programme has this code."""

    code = "programme.unknown"
    zh = "没有代码为「{programme}」的计划，请从计划列表中选择。"
    en = "There is no programme with the code {programme}; choose one from the list of programmes."


class RegionDown(HubError):
    """The region's platform does not answer; ``since`` is when the outage began, to the minute."""

    status = 503
    code = "region.unavailable"
    zh = "{region}的平台自{since}起暂时无法访问，您的操作未完成，请稍后再试；其他地区不受影响。"
    en = "The platform of {region_en} has not answered since {since}; nothing was done. Try again later."


class RegionSaidNo(Refused):
    """The region's platform understood the request and refused it."""

    code = "region.refused"
    zh = "{region}的平台拒绝了该请求（原因代码：{reason}），请按原因代码与该地区平台联系。"
    en = "The platform of {region_en} refused the request (reason code {reason}); contact that platform with the code."


class RegionAnswerWrong(HubError):
    """The region's answer broke the agreement and was not used."""

    status = 502
    code = "region.bad_answer"
    zh = (
        "{region}的平台返回的内容未通过校验，已被拒绝，您的操作未完成。"
        "请重试；若仍出现，请联系枢纽运行人员并告知编号 {correlation}。"
    )
    en = (
        "The answer of {region_en}'s platform did not pass the checks and was refused; nothing was done. Try again, and"
        " if it happens again tell the hub's operators the number {correlation}."
    )


class RegionCannot(Refused):
    """The region's dialect has no such function."""

    code = "region.not_supported"
    zh = "{region}的平台没有提供该功能，请改用其他办理方式。"
    en = "The platform of {region_en} does not offer this; use another way."


class ExchangeNotFound(NotFound):
    """No message has this id."""

    code = "exchange.unknown"
    zh = "没有找到该条地区往来消息。"
    en = "There is no such message to or from a region."


class KeyReused(Refused):
    """The same key was used for another request."""

    code = "exchange.other_request"
    zh = "同一编号已用于另一条内容不同的消息，未再次发送。"
    en = "The key was already used for a message with other content; nothing was sent."


class ResendNotProposed(Refused):
    """Nobody has proposed to send it again."""

    code = "exchange.not_proposed"
    zh = "重发须先由一名运行人员提出，再由另一人确认。"
    en = "One operator proposes to send a message again, another person confirms it: nobody has proposed it yet."


class ResendNeedsAnother(Refused):
    """Who proposed it confirms it."""

    code = "exchange.same_person"
    zh = "提出重发的人不能自己确认，请由另一人办理。"
    en = "Who proposed to send it again cannot confirm it: another person does."


class NotDead(Refused):
    """Only a dead letter can be sent again by a person."""

    code = "exchange.not_dead"
    zh = "只有已停止重试的消息才能人工重发，当前状态为「{state}」。"
    en = "Only a message whose retries have ended can be sent again by a person; its state is {state}."
