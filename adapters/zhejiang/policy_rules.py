"""What the two manuals of Zhejiang say about claiming, using and undoing, as rules and rows of the common model."""

from adapters.policy_parts import common_rule, home_rule
from adapters.reading import NativeRefused, Reader
from schemas.conditions import All, Always, AnyOf, Compare, Condition, In, Not, YearIs
from schemas.policy import Caps, Deadline, Limit, Quota, Row, Rule, Table, Unlimited, VoidRow, Voids

AT_ONCE = {"无需审核，即领即得": None, "无需审核，即点即得": None}
COUNTY = {"实名认证通过的县（市、区）": "受理地区选择实名认证通过的县（市、区）"}
KINDS = {"企业": "enterprise", "个人": "individual"}
CHANNELS = {"在线预约": "online", "线下使用": "offline"}
OFFLINE = {"合同已签订且科技局无相关要求": True, "科技局要求在线预约": False}
ORDER_RULES = {
    "券的年度": ("使用当年", "order.voucher_year"),
    "服务标识": ("须可使用创新券", "order.seller_accepts_vouchers"),
    "买卖双方": ("不得为同一单位", "order.same_party"),
    "暂停机构": ("不得使用", "order.seller_suspended"),
}
CONFIRMED = Compare("voucher.confirmed", "==", True)
SAME_YEAR = YearIs("void.on", "voucher.year")
WHEN: dict[str, Condition] = {
    "未确定": Compare("voucher.confirmed", "==", False),
    "已确定，当年度": All((CONFIRMED, SAME_YEAR)),
    "已确定，非当年度，额度有误": All((CONFIRMED, Not(SAME_YEAR))),
    "已确定，非当年度": All((CONFIRMED, Not(SAME_YEAR))),
}
ROW_IDS = {
    "未确定": "unconfirmed",
    "已确定，当年度": "confirmed_this_year",
    "已确定，非当年度，额度有误": "confirmed_earlier_amount",
    "已确定，非当年度": "confirmed_earlier",
}
ACTIONS = {
    "企业作废": ("holder", "void"),
    "科技局终止": ("area", "terminate"),
    "科技局变更兑付额度": ("area", "amend_amount"),
}
EFFECTS = {"退回企业账户": "amount_back", "作废，不可用于今年": "amount_expires", "只可减少": "lower_only"}
DEADLINES = {"评价": "rating"}
EVENTS = {"服务完成": "order.completed"}
DURATIONS = {"三十天": "P30D"}
MISSED = {"默认给予好评": "default_positive"}


def limit_of(limits: Reader, name: str) -> Limit:
    """A cap of the county; one that it has not set does not limit (G-23)."""
    return limits.fen(name) if limits.has(name) else Unlimited()


def caps_of(limits: Reader) -> Caps:
    """The three caps that a county sets: a year, one claim, what may be held (ZJ1-16)."""
    once, held = limit_of(limits, "单次上限_万元"), limit_of(limits, "持有上限_万元")
    year, basis = limits.fen("年度上限_万元"), limits.basis()
    return Caps(year, Unlimited(), basis, per_claim_fen=once, holding_fen=held)


def chosen_quota(limits: Reader) -> Quota:
    """Any amount within the caps; the year's cap is what can be had in all (Z10, Z11)."""
    limits.word("申领金额", {"任意额度": None})
    row = Row("全区", {}, limits.fen("年度上限_万元"), limits.basis())
    return Quota("year", "enterprise", Table(otherwise=row), amount="applicant_chosen")


def claim_rules(claim: Reader, area: str) -> list[Rule]:
    """Where the hub takes claims: who may claim; where the platform does, the way there."""
    claim.word("审核", AT_ONCE)
    if claim.has("平台"):
        return [_claimed_at_platform(claim)]
    claim.word("受理", {"本系统": None})
    who, passed, place = claim.table("申领主体"), claim.table("资格"), claim.table("受理地区")
    passed.word("口径", {"须通过实名认证": None})
    place.word("口径", COUNTY)
    return [
        Rule("application.holder_kind", "application", In("holder.kind", who.words("类别", KINDS)), who.basis(),
             "企业和个人创业者可以申领。", "Enterprises and individuals may apply."),
        common_rule("application.profile_complete", passed.basis()),
        common_rule("application.real_name", passed.basis()),
        home_rule(area, place.basis()),
    ]  # fmt: skip


def _claimed_at_platform(read: Reader) -> Rule:
    """Claims are made at the platform (ZJ2-10), which applies the caps of a claim and of holding itself."""
    platform, county = read.text("平台"), read.word("受理地区", COUNTY)
    return Rule(
        "application.at_region", "application", Not(Always()), read.basis(),
        f"本区域的创新券在{platform}申领，枢纽不受理；{county}。",
        f"Vouchers of this county are claimed at {platform}.",
    )  # fmt: skip


def order_rules(asked: Reader, use: Reader) -> list[Rule]:
    """What a use needs: the common rules, the ways the county offers, and what using offline presupposes."""
    rules = []
    for name, (word, rule_id) in ORDER_RULES.items():
        asked.table(name).word("口径", {word: None})
        rules.append(common_rule(rule_id, asked.table(name).basis()))
    ways = use.table("方式")
    rules.append(
        Rule("order.channel", "order", In("order.channel", ways.words("渠道", CHANNELS)), ways.basis(),
             "本区域不提供该使用方式。", "The county does not offer this way of using a voucher.")
    )  # fmt: skip
    if use.has("线下使用"):
        rules.append(_offline(use.table("线下使用")))
    return rules


def _offline(read: Reader) -> Rule:
    online = Compare("order.channel", "==", "online")
    if read.word("口径", OFFLINE):
        return Rule("order.offline_signed", "order", AnyOf((online, Compare("order.contract_signed", "==", True))),
                    read.basis(), "已与服务机构签订合同的，方可线下使用。",
                    "A voucher is used offline only when the contract is signed.")  # fmt: skip
    return Rule("order.online_only", "order", online, read.basis(), "本区域科技局要求在线预约，不能线下使用。",
                "The county asks for a booking online: a voucher cannot be used offline.")  # fmt: skip


def voids_of(read: Reader) -> Voids:
    """Void, terminate, lower the amount: who may, and what becomes of the amount."""
    rows = []
    for name in read.table("办理").names():
        if name not in WHEN:
            raise NativeRefused(f"作废与终止: {name!r} is none of {'、'.join(WHEN)}")
        row = read.table("办理").table(name)
        actor, action = row.word("方式", ACTIONS)
        rows.append(VoidRow(ROW_IDS[name], WHEN[name], actor, action, row.word("额度", EFFECTS), row.basis()))
    return Voids(read.flag("不得更改"), tuple(rows), read.basis())


def deadlines_of(read: Reader) -> tuple[Deadline, ...]:
    """The time to rate a service, and what happens when nobody does (ZJ1-32)."""
    found = []
    for name in read.names():
        if name not in DEADLINES:
            raise NativeRefused(f"期限: {name!r} is not known")
        one = read.table(name)
        after, duration = one.word("起点", EVENTS), one.word("时长", DURATIONS)
        found.append(Deadline(DEADLINES[name], after, duration, False, one.basis(), on_miss=one.word("逾期", MISSED)))
    return tuple(found)
