"""A policy version as a person reads it: sections of lines, each with value, origin and quotation."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.policy.explain import duration_words, percent, place_name, source_of
from schemas.policy import ApprovalStep, Basis, Limit, PolicyDraft, Row, SizeOp, Table, Unlimited
from schemas.terms import Origin, RedemptionBasis, VoucherMode, yuan_grouped

STEPS = {
    "auto": ("无需审核，直接获得", "granted at once"),
    "initial": ("科技主管部门初审", "first review by the authority"),
    "area_review": ("区域管理员审核发放", "review and grant by the area"),
    "district_initial": ("区科技主管部门初审", "first review by the district"),
    "agency_second": ("专业机构复审", "second review by the agency"),
    "agency_formal": ("专业机构形式审查", "formal check by the agency"),
    "paper_submission": ("纸质材料送交区科技主管部门", "the printed set is handed to the district"),
    "accept": ("服务机构接单", "the institution accepts"),
    "quota_confirm": ("区域管理员确认额度", "the area confirms the quota"),
    "expert": ("专家评审", "expert review"),
    "assessment": ("审核核定", "assessment"),
    "publicity": ("公示", "public notice"),
    "payout": ("拨付", "payout"),
}
PHASES = {"application": ("申领", "Application"), "order": ("下单", "Order"), "redemption": ("兑付", "Redemption")}
ORIGINS = {
    Origin.AUTHORITY: ("主管部门填报", "entered by the authority"),
    Origin.SEED: ("手册载明", "stated in a manual"),
    Origin.SEED_INFERRED: ("据手册推断", "read off a screen of a manual"),
    Origin.SAMPLE: ("示例，待主管部门确认", "sample, to be confirmed by the authority"),
}
BASES = {
    RedemptionBasis.ORDERS: ("按订单兑付", "by orders"),
    RedemptionBasis.DIRECT: ("快速兑付（无需下单）", "directly, without an order"),
}
PARTIES = {"holder": ("企业", "the enterprise"), "institution": ("服务机构", "the institution"), "none": ("—", "—")}
MODES = {
    VoucherMode.HOLDER_REDEEMS: "voucher the enterprise redeems",
    VoucherMode.INSTITUTION_REDEEMS: "voucher the institution redeems",
    VoucherMode.NONE: "without a voucher",
}
FIELDS = {
    "code": ("代码", "code"),
    "number": ("号码", "number"),
    "date": ("日期", "date"),
    "amount": ("金额", "amount"),
    "name": ("名称", "what was invoiced"),
    "buyer": ("购买方", "buyer"),
    "seller": ("销售方", "seller"),
    "payer": ("付款方", "payer"),
}


CLAIM_CAP, HOLDING_CAP = ("单次申领上限", "Cap per claim"), ("持有上限", "Cap on what is held")
DEADLINES = {
    "review_cycle": ("兑付审核", "review of a redemption"),
    "payout": ("拨付", "payout"),
    "rating": ("评价", "rating"),
}
EVENTS = {
    "redemption.submitted": ("兑付申请", "the redemption is submitted"),
    "order.completed": ("服务完成", "the service is completed"),
}
MISSED = {"": ("", ""), "default_positive": ("；逾期默认给予好评", "; then rated good by default")}
WAYS_OUT = {
    "unconfirmed": ("未确定的使用", "a use not yet confirmed"),
    "confirmed_this_year": ("已确定，当年度", "confirmed, of this year"),
    "confirmed_earlier_amount": ("已确定，非当年度，额度有误", "confirmed, of an earlier year, wrong amount"),
    "confirmed_earlier": ("已确定，非当年度", "confirmed, of an earlier year"),
}
ACTIONS = {
    "void": ("企业作废", "the enterprise voids it"),
    "terminate": ("科技主管部门终止", "the authority terminates it"),
    "amend_amount": ("科技主管部门变更兑付额度", "the authority changes the amount"),
}
EFFECTS = {
    "amount_back": ("额度退回", "the amount returns"),
    "amount_expires": ("额度作废，不可用于今年", "the amount expires"),
    "lower_only": ("只可减少", "downward only"),
}


@dataclass(frozen=True)
class Line:
    """One value with its origin and source."""

    label: str
    value: str
    origin: Origin
    origin_label: str
    source: str


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


def describe(policy: PolicyDraft, language: str = "zh") -> list[Section]:
    """The whole policy in sections."""
    which = 0 if language.startswith("zh") else 1
    sections = [
        Section(("方式", "Ways of spending and redeeming")[which], tuple(_modes(policy, which))),
        Section(("额度与比例", "Quota and rate")[which], tuple(_figures(policy, which))),
        Section(("参与区域", "Who takes part")[which], tuple(_participants(policy, which))),
        Section(("条件", "Conditions")[which], tuple(_rules(policy, which))),
        Section(("办理流程", "Steps")[which], tuple(_chain(policy, which))),
        Section(("材料与填写", "Material and texts")[which], tuple(_materials(policy, which))),
        Section(("开放时间", "When it may be submitted")[which], tuple(_windows(policy, which))),
        Section(("时限", "Deadlines")[which], tuple(_deadlines(policy, which))),
        Section(("作废与终止", "Ways out of a use")[which], tuple(_ways_out(policy, which))),
    ]
    return [section for section in sections if section.lines]


def rate_words(policy: PolicyDraft) -> str:
    """The rates in a few words, for lists: "25% / 35%"."""
    rows = _rows(policy.subsidy.table) if policy.subsidy and policy.subsidy.table else []
    return " / ".join(percent(then) for then in sorted({row.then for row in rows}))


def mode_words(policy: PolicyDraft, language: str = "zh") -> list[str]:
    """The vouchers an area issues, by name."""
    named = [mode for mode in policy.modes or () if mode.basis]
    return list(dict.fromkeys(mode.alias_zh if language.startswith("zh") else MODES[mode.code] for mode in named))


def quota_words(policy: PolicyDraft) -> str:
    """The quotas in a few words, for lists: "100,000.00 / 140,000.00"."""
    rows = _rows(policy.quota.table) if policy.quota else []
    return " / ".join(yuan_grouped(then) for then in sorted({row.then for row in rows}))


def _line(label: str, value: str, basis: Basis, which: int) -> Line:
    source = source_of(basis.cite)
    note = "；".join(part for part in (source, basis.note if which == 0 else "") if part)
    return Line(label, value, basis.origin, ORIGINS[basis.origin][which], note)


def _rows(table: Table) -> list[Row]:
    return [*table.rows, *filter(None, [table.otherwise])]


def _modes(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for mode in policy.modes or ():
        if mode.basis is None:
            continue
        way, payee = BASES[mode.basis][which], PARTIES[mode.payee][which]
        value = f"{way}，由{payee}申请并收款" if which == 0 else f"{way}; applied for by and paid to {payee}"
        yield _line(mode.alias_zh if which == 0 else MODES[mode.code], value, mode.origin, which)


def _figures(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for row in _rows(policy.quota.table) if policy.quota else []:
        chosen = policy.quota is not None and policy.quota.amount == "applicant_chosen"
        if policy.quota is not None and policy.quota.unit == "order":
            words = (f"按订单申请，全年合计最高 {yuan_grouped(row.then)}", f"by order, {yuan_grouped(row.then)} a year")
            yield _line(f"{('额度', 'Quota')[which]} · {row.id}", words[which], row.basis, which)
            continue
        value = ("自选金额，最高 ", "an amount of one's choice, at most ")[which] * chosen + yuan_grouped(row.then)
        yield _line(f"{('额度', 'Quota')[which]} · {row.id}", value, row.basis, which)
    if policy.caps and not policy.caps.per_year_is_quota:
        value = _limit(policy.caps.per_year_fen, which)
        yield _line(("每年每企业合计上限", "Cap per enterprise and year")[which], value, policy.caps.basis, which)
    if policy.caps:
        for names, limit in ((CLAIM_CAP, policy.caps.per_claim_fen), (HOLDING_CAP, policy.caps.holding_fen)):
            if not isinstance(limit, Unlimited):
                yield _line(names[which], yuan_grouped(limit), policy.caps.basis, which)
    for row in _rows(policy.subsidy.table) if policy.subsidy and policy.subsidy.table else []:
        ceiling = policy.subsidy is not None and policy.subsidy.kind == "ceiling"
        value = ("最高 ", "at most ")[which] * ceiling + percent(row.then)
        yield _line(f"{('比例', 'Rate')[which]} · {row.id}", value, row.basis, which)
    if policy.validity:
        value = ("当年有效，年底未提交兑付的作废", "valid in its calendar year")[which]
        yield _line(("有效期", "Validity")[which], value, policy.validity.basis, which)


def _limit(limit: Limit, which: int) -> str:
    return ("不限", "unlimited")[which] if isinstance(limit, Unlimited) else yuan_grouped(limit)


def _rules(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for rule in policy.rules:
        value = (rule.message_zh, rule.message_en)[which]
        yield _line(PHASES[rule.phase][which], value, rule.basis, which)


def _chain(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for step in policy.approvals or ():
        yield _line(PHASES[step.phase][which], _step(step, which), step.basis, which)


def _step(step: ApprovalStep, which: int) -> str:
    words = STEPS.get(step.step, (step.step, step.step))[which]
    if step.publicity_working_days:
        words += (f"（{step.publicity_working_days} 个工作日）", f" ({step.publicity_working_days} working days)")[
            which
        ]
    if step.may_set_amount:
        words += ("（可核减金额）", " (may lower the amount)")[which]
    return words


def _materials(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for slot in policy.materials:
        label = f"{PHASES[slot.phase][which]} · {(slot.label_zh, slot.label_en)[which]}"
        yield _line(label, _files(slot.types, slot.max_bytes, slot.size_op, slot.required, which), slot.basis, which)
    rules = policy.invoices
    if rules:
        names = "、".join(FIELDS[name][which] for name in rules.fields)
        value = f"{names}；{_files(rules.types, rules.max_bytes, rules.size_op, True, which)}"
        yield _line(("发票", "Invoices")[which], value, rules.basis, which)
    for text in policy.texts:
        value = (f"{text.max_chars} 字以内", f"up to {text.max_chars} characters")[which]
        yield _line(text.label_zh, value + _need(text.required, which), text.basis, which)


def _files(types: tuple[str, ...], max_bytes: int, size_op: SizeOp, required: bool, which: int) -> str:
    size = f"{max_bytes // 1024**2} MB" if max_bytes % 1024**2 == 0 else f"{max_bytes // 1024} KB"
    word = {"le": ("不超过", "at most"), "lt": ("小于", "less than")}[size_op][which]
    return f"{'/'.join(types)}，{word} {size}{_need(required, which)}"


def _need(required: bool, which: int) -> str:
    return ("（必需）", " (required)")[which] if required else ("（可选）", " (optional)")[which]


def _deadlines(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for one in policy.deadlines:
        label = DEADLINES.get(one.name, (one.name, one.name))[which]
        after = EVENTS.get(one.after, (one.after, one.after))[which]
        span = duration_words(one.duration, ("zh", "en")[which])
        value = f"{after}后 {span}内" if which == 0 else f"within {span} after {after}"
        value += ("（原则上）", " (as a rule)")[which] * one.soft + MISSED[one.on_miss][which]
        yield _line(label, value, one.basis, which)


def _participants(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for one in policy.participants:
        name = place_name(one.id, ("zh", "en")[which])
        until = one.until.isoformat() if one.until else ("今后", "further notice")[which]
        value = f"{one.since.isoformat()} {('至', 'to')[which]} {until}"
        yield _line(name, value, one.basis, which)


def _windows(policy: PolicyDraft, which: int) -> Iterable[Line]:
    for one in policy.windows:
        value = f"每年 {one.opens} 至 {one.closes}" if which == 0 else f"every year from {one.opens} to {one.closes}"
        yield _line(f"{PHASES[one.phase][which]} · {one.id}", value, one.basis, which)


def _ways_out(policy: PolicyDraft, which: int) -> Iterable[Line]:
    if policy.voids is None:
        return
    if policy.voids.immutable:
        label, value = ("生成后", "once made")[which], ("相关信息不得更改", "nothing is changed in place")[which]
        yield _line(label, value, policy.voids.basis, which)
    for row in policy.voids.rows:
        label = WAYS_OUT.get(row.id, (row.id, row.id))[which]
        yield _line(label, ("，", ", ")[which].join((ACTIONS[row.action][which], EFFECTS[row.effect][which])),
                    row.basis, which)  # fmt: skip
