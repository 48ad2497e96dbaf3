"""What the dialects' policy documents have in common once their words are read: rules, slots, the document's head."""

from collections.abc import Callable
from typing import Any, NamedTuple

from adapters.reading import LossReport, NativeRefused, Reader, load_native
from schemas.conditions import All, AnyOf, Compare, Condition, FactRef, Not, YearIs
from schemas.policy import ApprovalStep, Basis, Material, Mode, Phase, PolicyDraft, Row, Rule, Subsidy, Table
from schemas.terms import RedemptionBasis, Role, VoucherMode

WITH_VOUCHER = Compare("voucher.mode", "!=", "NONE")
LEVELS = {name: name for name in ("federation", "province", "city", "county", "zone")}
ANCHORS = {"申领日": "application", "下单日": "order", "发券日": "voucher", "提交日": "submission"}
PHASES_ZH: dict[str, Phase] = {"申领": "application", "下单": "order", "兑付": "redemption"}


class Wording(NamedTuple):
    """A rule without its source: phase, condition, when it applies, and the two sentences of its refusal."""

    phase: Phase
    cond: Condition
    when: Condition | None
    zh: str
    en: str


COMMON: dict[str, Wording] = {
    "application.profile_complete": Wording(
        "application",
        Compare("holder.profile_complete", "==", True),
        None,
        "须先完善企业基本信息，才能申领创新券。",
        "Complete the enterprise profile before applying.",
    ),
    "application.real_name": Wording(
        "application",
        Compare("holder.real_name", "==", True),
        None,
        "须先通过所在县（市、区）科技部门的实名认证，才能申领创新券。",
        "The office of your county has to approve your real-name registration before you claim.",
    ),
    "application.tech_sme": Wording(
        "application",
        YearIs("application.on", "holder.tech_sme_year"),
        None,
        "只有当年在库的科技型中小企业可以申领。",
        "Only technology SMEs registered for this year may apply.",
    ),
    "application.once_a_year": Wording(
        "application",
        Compare("application.already_this_year", "==", False),
        None,
        "本年度已申领，每年只能申领一次。",
        "There is an application for this year already; one a year is allowed.",
    ),
    "order.open_to_area": Wording(
        "order",
        Compare("order.open_to_area", "==", True),
        None,
        "该服务的区域标签不包含您所在的区域，不能下单。",
        "The service is not open to enterprises of your area.",
    ),
    "order.voucher_year": Wording(
        "order",
        YearIs("order.on", "voucher.year"),
        WITH_VOUCHER,
        "创新券只在其年度内有效。",
        "A voucher is valid in its own year only.",
    ),
    "order.seller_accepts_vouchers": Wording(
        "order",
        Compare("order.seller_accepts_vouchers", "==", True),
        WITH_VOUCHER,
        "该服务不能使用本创新券，可不使用创新券下单。",
        "This service does not take this voucher; order without one.",
    ),
    "order.same_party": Wording(
        "order",
        Compare("order.same_party", "==", False),
        None,
        "不能向本单位购买服务。",
        "An enterprise cannot buy from itself.",
    ),
    "order.seller_suspended": Wording(
        "order",
        Compare("order.seller_suspended", "==", False),
        None,
        "该服务机构已暂停服务，不能下单。",
        "The institution is suspended and takes no orders.",
    ),
    "redemption.sums_equal": Wording(
        "redemption",
        Compare("redemption.invoice_sum_fen", "==", FactRef("redemption.receipt_sum_fen")),
        None,
        "发票与银行回单的汇总金额须相等。",
        "The sums of invoices and bank receipts must be equal.",
    ),
    "redemption.orders_within_invoices": Wording(
        "redemption",
        Compare("redemption.order_sum_fen", "<=", FactRef("redemption.invoice_sum_fen")),
        None,
        "订单总金额不得大于发票金额。",
        "The sum of the orders must not exceed the invoices.",
    ),
}


def common_rule(rule_id: str, basis: Basis) -> Rule:
    """One of the rules that several regions know, with its source here."""
    words = COMMON[rule_id]
    return Rule(rule_id, words.phase, words.cond, basis, words.zh, words.en, when=words.when)


def home_rule(area: str, basis: Basis) -> Rule:
    """Only enterprises registered in the area apply for its vouchers (CSJ-12)."""
    return Rule(
        "application.home", "application", Compare("holder.area", "==", area), basis,
        "只有注册在本区域的企业可以申领。", "Only enterprises registered in the area may apply.",
    )  # fmt: skip


def unless_none(cond: Condition) -> Condition:
    """The condition where a voucher is used at all."""
    return AnyOf((Not(WITH_VOUCHER), cond))


def both(*conditions: Condition) -> Condition:
    """All of the conditions; a single one stands alone."""
    return conditions[0] if len(conditions) == 1 else All(conditions)


def head(document: Reader) -> dict[str, Any]:
    """The head of every document: which policy this is and from when."""
    document.text("dialect")
    return {
        "policy_id": document.text("policy"),
        "programme": document.text("programme"),
        "area": document.text("area"),
        "level": document.word("level", LEVELS),
        "title": document.text("title"),
        "effective_from": document.day("effective_from"),
        "parents": document.texts("parents") if document.has("parents") else (),
    }


def slot(read: Reader, code: str, phase: Phase, label_zh: str, label_en: str, **more: Any) -> Material:
    """A slot for files in Chinese words: 份数 exactly or 至少, 格式, 上限 with its 口径."""
    exactly = read.whole("份数") if read.has("份数") else None
    least = exactly if exactly is not None else read.whole("至少")
    max_bytes, size_op = read.size("上限", "口径")
    help_zh = read.text("说明", "")
    return Material(
        code=code,
        phase=phase,
        label_zh=label_zh,
        label_en=label_en,
        types=read.texts("格式"),
        max_bytes=max_bytes,
        size_op=size_op,  # type: ignore[arg-type]
        basis=read.basis(),
        required=least > 0,
        count_min=least,
        count_max=exactly,
        help_zh=help_zh,
        **more,
    )


def own_rate(rate_ppm: int, read: Reader, **words: str) -> Subsidy:
    """The area's rate; what it is taken of stands in the shared document."""
    return Subsidy((), (), Table(otherwise=Row("全区", {}, rate_ppm, read.basis(**words))))


def publicity(days: int, read: Reader, **words: str) -> ApprovalStep:
    """The public notice with the area's own length."""
    basis = read.basis(**words)
    return ApprovalStep("redemption", "publicity", None, Role.NOTICE_OFFICER, basis, publicity_working_days=days)


def no_voucher(read: Reader, **words: str) -> Mode:
    """Ordering without a voucher is open to everybody."""
    return Mode(VoucherMode.NONE, None, "无券", "full", "none", "none", "none", read.basis(**words))


def tongdui(read: Reader, **words: str) -> Mode:
    """通兑: the enterprise pays its part, the institution redeems the rest after the enterprise agrees."""
    code, way = VoucherMode.INSTITUTION_REDEEMS, RedemptionBasis.ORDERS
    return Mode(code, way, "通兑券", "offset", "institution", "institution", "holder", read.basis(**words))


def anchors(read: Reader) -> dict[str, tuple[str, ...]]:
    """Which date chooses the version, by phase, in order of preference."""
    return {phase: read.words(word, ANCHORS) for word, phase in PHASES_ZH.items()}


def normalizer(build: Callable[[Reader], PolicyDraft]) -> Callable[..., tuple[PolicyDraft, LossReport]]:
    """A pure function from document bytes (and excuses) to draft and loss report."""

    def normalize(content: bytes, excused: dict[str, str] | None = None) -> tuple[PolicyDraft, LossReport]:
        reader = Reader(load_native(content))
        if not reader.has("document"):
            raise NativeRefused("the head [document] is missing")
        return build(reader), reader.loss(excused or {})

    return normalize
