"""What leading a region up or down refuses."""

from hub.kernel.errors import NotFound, Refused


class ConditionsOpen(Refused):
    """The next rung asks for more."""

    code = "region.conditions_open"
    zh = "还有条件未满足：{open}。"
    en = "Some conditions are not met yet: {open_en}."


class NotTheNextRung(Refused):
    """A region goes up rung by rung."""

    code = "region.not_next"
    zh = "接入阶段须逐级开通，请从下一阶段开始。"
    en = "A region is led up rung by rung: begin with the next one."


class StepWaiting(Refused):
    """One step of a region is decided at a time."""

    code = "region.step_waiting"
    zh = "该区域已有一项待确认的变更，请先确认或退回。"
    en = "A step of this region waits already: confirm or refuse it first."


class OwnStep(Refused):
    """Whoever proposes a step does not confirm it, by no other account either."""

    code = "region.own_step"
    zh = "该变更由您（或您的另一账号）提出，须由另一人确认。"
    en = "You proposed this step, perhaps by another account of yours: somebody else must confirm it."


class StepUnknown(NotFound):
    """There is no such step."""

    code = "region.step_unknown"
    zh = "没有找到该项接入变更。"
    en = "There is no such step of a region."


class NotDeclared(Refused):
    """The program sees this condition by itself."""

    code = "region.not_declared"
    zh = "该条件由系统核对，不能人工声明。"
    en = "This condition is checked by the hub and cannot be declared."


class NoPlatform(Refused):
    """There is nobody to send to."""

    code = "region.by_files"
    zh = "该区域没有平台，文件由人员传递，请在收到财政确认后作人工声明。"
    en = "The region has no platform: declare the condition when its treasury has confirmed a carried file."
