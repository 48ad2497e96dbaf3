"""What is refused at the desk and at the window: who may decide what, and in what figures."""

from hub.kernel.errors import Invalid, Refused


class ReleasedNotChecked(Refused):
    """Who released a hold does not do the first check (G-48)."""

    code = "redemption.released_not_checked"
    zh = "您已就本事项解除过暂缓，不能再办理初审，请由另一位人员办理。"
    en = "You released a hold of this item: somebody else has to do its first check."


class RegionWasTold(Refused):
    """The region that issued the voucher has booked the award already."""

    code = "redemption.region_was_told"
    zh = "创新券由区域平台发放，核定结果已通知该平台，不能撤回；如有错误，请走冲回程序。"
    en = "The region that issued the voucher was told of the award: it cannot be undone; use a reversal."


class CorrectionDateWrong(Invalid):
    """A deadline lies ahead."""

    code = "redemption.correction_date_wrong"
    zh = "补正期限应晚于今天。"
    en = "The deadline for the correction has to lie after today."


class NothingChosen(Invalid):
    """Nothing was ticked."""

    code = "redemption.nothing_chosen"
    zh = "请至少选择一件申请。"
    en = "Choose at least one redemption."


class BulkMixed(Invalid):
    """One bulk decision belongs to one area."""

    code = "redemption.bulk_mixed"
    zh = "批量办理的申请须属于同一区域。"
    en = "Redemptions passed together have to belong to one area."


class NothingToReport(Refused):
    """Neither under review nor awarded: nothing rests on the invoice yet or any more."""

    code = "redemption.nothing_to_report"
    zh = "该申请当前状态不涉及兑付金额，无需登记；公示期间请按异议处理。"
    en = "Nothing rests on it in this state; during the notice file an objection."


class ReportAmountMissing(Invalid):
    """An award is taken back by an amount."""

    code = "redemption.report_amount_missing"
    zh = "该申请已核定，请填写涉及的兑付金额。"
    en = "There is an award already: say how much of it is concerned."


class OtherArea(Refused):
    """The window serves the firms and orders of its own area."""

    code = "redemption.other_area"
    zh = "订单{no}不属于该企业或本区域，请核对统一社会信用代码和订单编号。"
    en = "Order {no} is not this firm's or not of this area: check code and number."


class EnteredByYou(Refused):
    """Who entered it at the window does not decide it (F-17)."""

    code = "redemption.entered_by_you"
    zh = "该申请由您在服务窗口代办录入，须由另一位人员审核。"
    en = "You entered this at the window: somebody else has to decide it."


class NotAtAssessment(Refused):
    """The stage before is still open."""

    code = "redemption.not_at_assessment"
    zh = "当前环节尚未到核定，请先完成前一环节的评审。"
    en = "The assessment is not due yet: the stage before it is still open."


class AmountTooHigh(Invalid):
    """核定 may only lower."""

    code = "redemption.amount_too_high"
    zh = "核定金额{amount}元超过申请金额{applied}元：核定只能维持或下调。"
    en = "The assessed amount of {amount} yuan exceeds the {applied} applied for: it may only be kept or lowered."


class AmountFixed(Invalid):
    """The policy does not let this step change the amount."""

    code = "redemption.amount_fixed"
    zh = "按政策，本环节不能调整金额，应为{applied}元。"
    en = "The policy does not let this step change the amount, which is {applied} yuan."
