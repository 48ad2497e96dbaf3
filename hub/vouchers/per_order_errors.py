"""What applications for single orders refuse, each with the way out."""

from hub.kernel.errors import Invalid, Refused


class AppliedForByOrder(Refused):
    """The programme grants order by order, not a quota of the year (TJ-12)."""

    code = "application.by_order"
    zh = "该计划按订单申请创新券：请先下单，再在“创新券申请”中就订单提出申请（{path}）。"
    en = "This programme is applied for order by order: order first, then apply for that order ({path})."


class NoProgrammeHere(Refused):
    """The buyer's home takes no part in the programme whose badge the service carries (TJ-32)."""

    code = "application.area_takes_no_part"
    zh = "贵单位注册地没有参加“{programme}”，本单不能申请创新券，可不使用创新券照常办理。参加的区域：{areas}。"
    en = "Your registered place takes no part in {programme_en}, so go on without a voucher. Taking part: {areas_en}."


class NoBadge(Refused):
    """Only services with the badge are subsidised (TJ-08)."""

    code = "application.no_badge"
    zh = "服务项目“{service}”没有按订单申请的创新券标识，本单不能申请创新券。"
    en = "“{service}” carries no badge of a programme that is applied for by order."


class OrderNotOpen(Refused):
    """The order has ended, is done already, or uses another voucher."""

    code = "application.order_not_open"
    zh = "订单{no}{why}，不能申请创新券。"
    en = "Order {no} {why_en}, so no voucher can be applied for."


class AppliedAlready(Refused):
    """One application for an order at a time."""

    code = "application.order_has_one"
    zh = "订单{no}已有创新券申请{application}，请在该申请中修改或查看。"
    en = "There is an application for order {no} already: {application}."


class YearUsedUp(Refused):
    """Nothing is left of the year's allowance (TJ-03)."""

    code = "application.year_used_up"
    zh = "年度额度已用完：本年度最高{cap}元，已批准{granted}元，剩余{left}元。"
    en = "The year's allowance is used up: at most {cap} yuan, {granted} granted, {left} left."


class EstimateAbovePrice(Invalid):
    """The expected contract cannot cost more than the listed price of the order."""

    code = "application.estimate_above_price"
    zh = "预估合同金额{estimate}元高于订单金额{price}元，请核对；如需增加数量请重新下单。"
    en = "The expected contract of {estimate} yuan exceeds the order's {price} yuan."


class ActivityMissing(Invalid):
    """The description of the activity is asked for, within its limit (TJ-18)."""

    code = "application.activity"
    zh = "请填写“{label}”，最多{limit}字，现为{count}字。"
    en = "Describe the activity in at most {limit} characters; it has {count} now."


class PeriodWrong(Invalid):
    """The contract ends before it begins."""

    code = "application.period_wrong"
    zh = "合同截止日期早于开始日期。"
    en = "The contract ends before it begins."
