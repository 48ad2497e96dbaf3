"""Tianjin's policy document, the sentences of its manual, read phrase by phrase into the common model.

The word decides: 小于 is strict, 最多 is a ceiling, 最少 and 以内 include the number. A phrase that no pattern knows is
reported as not understood and never dropped.
"""

import re
from collections.abc import Callable
from typing import Any, cast

from adapters.policy_parts import ANCHORS, PHASES_ZH, common_rule, head, home_rule
from adapters.reading import (
    SIZE_WORDS,
    LossReport,
    NativeRefused,
    Reader,
    exact_bytes,
    exact_fen,
    exact_ppm,
    load_native,
)
from adapters.tianjin.catalogue_rules import catalogue_rules
from adapters.tianjin.policy_words import CHAIN, COMMON, FILES, INVOICE_FIELDS, MONEY_FACTS, STEPS, TEXTS
from adapters.tianjin.sentences import Found, Sentence, by_source
from schemas.conditions import Compare
from schemas.policy import (
    ApprovalStep,
    Caps,
    Invoices,
    Mode,
    PolicyDraft,
    Quota,
    Row,
    Rule,
    SizeOp,
    Subsidy,
    Table,
    TextField,
    Unlimited,
    Validity,
)
from schemas.terms import RedemptionBasis, ReviewStage, Role, VoucherMode

Act = Callable[[Sentence, re.Match[str]], None]


def normalize(content: bytes, excused: dict[str, str] | None = None) -> tuple[PolicyDraft, LossReport]:
    """Draft and loss report of a document of sentences; pure.

    Raises:
        NativeRefused: it is no such document, or a sentence says something impossible.
    """
    document = load_native(content)
    if not isinstance(document.get("document"), dict):
        raise NativeRefused("the head [document] is missing")
    reader = Reader({**document, "sentences": by_source(document.get("sentences", []))})
    named = head(reader.table("document"))
    found = Found(area=named["area"])
    sentences = reader.table("sentences")
    for source in sentences.names():
        _understand(sentences.table(source), found)
    draft = _area(named, found) if named["parents"] else _whole(named, found)
    return draft, reader.loss(excused or {})


def _understand(read: Reader, found: Found) -> None:
    read.text("at", "")
    sentence = Sentence(read.table("text"), read.basis("cite", "来源"), found)
    for phrase in sentence.phrases.names():
        for pattern, act in PHRASES:
            match = pattern.fullmatch(phrase)
            if match:
                sentence.took(phrase)
                act(sentence, match)
                break


def _rate(sentence: Sentence, match: re.Match[str]) -> None:
    sentence.found.state("rate", exact_ppm(match[1]), sentence.basis)


def _year(sentence: Sentence, match: re.Match[str]) -> None:
    sentence.found.state("year", exact_fen(match[1], match[2]), sentence.basis)


def _least(sentence: Sentence, match: re.Match[str]) -> None:
    least = exact_fen(match[1], "元")
    sentence.found.rules.append(
        Rule("order.min_contract", "order", Compare("order.total_fen", ">=", least), sentence.basis,
             f"创新券补贴支持的合同金额最少{match[1]}元，可不使用创新券下单。",
             f"A voucher supports contracts of at least {match[1]} yuan; order without one.",
             when=Compare("voucher.mode", "!=", "NONE"))
    )  # fmt: skip


def _common(sentence: Sentence, match: re.Match[str]) -> None:
    sentence.found.rule(common_rule(COMMON[match[0]], sentence.basis))


def _in_catalogue(sentence: Sentence, _match: re.Match[str]) -> None:
    sentence.found.rules += catalogue_rules(sentence.found.area, sentence.basis)


def _file(sentence: Sentence, match: re.Match[str]) -> None:
    file = FILES[match[0]]
    limits = [re.fullmatch(r"(小于|不超过|最大)\s*([0-9]+\s*[KM]B?)", phrase) for phrase in sentence.rest()]
    kinds = [re.fullmatch(r"限([A-Za-z/]+)格式", phrase) for phrase in sentence.rest()]
    limit, kind = next(filter(None, limits), None), next(filter(None, kinds), None)
    if limit is None or kind is None:
        raise NativeRefused(f"{match[0]}: size or format is missing")
    sentence.took(limit[0])
    sentence.took(kind[0])
    types = tuple(kind[1].lower().split("/"))
    size, word = exact_bytes(limit[2]), cast("SizeOp", SIZE_WORDS[limit[1]])
    if file.code == "invoice":
        sentence.found.state("invoice", (types, size, word), sentence.basis)
    else:
        sentence.found.materials.append(file.slot(types, size, word, sentence.basis))


def _fields(sentence: Sentence, match: re.Match[str]) -> None:
    names = match[1].split("、")
    unknown = [name for name in names if name not in INVOICE_FIELDS]
    if unknown:
        raise NativeRefused(f"发票: {unknown[0]} is not among {'、'.join(INVOICE_FIELDS)}")
    sentence.found.state("fields", tuple(INVOICE_FIELDS[name] for name in names), sentence.basis)


def _receipts(sentence: Sentence, _match: re.Match[str]) -> None:
    sentence.found.state("receipts", True, sentence.basis)


def _text(sentence: Sentence, match: re.Match[str]) -> None:
    code, phase = TEXTS[match[0]]
    limit = next(filter(None, (re.fullmatch(r"([0-9]+)字以内", phrase) for phrase in sentence.rest())), None)
    if limit is None:
        raise NativeRefused(f"{match[0]}: no length is stated")
    sentence.took(limit[0])
    points = _points(sentence)
    sentence.found.texts.append(TextField(code, phase, match[0], True, int(limit[1]), sentence.basis, points))


def _points(sentence: Sentence) -> str:
    """What stands behind 要点: the template of points, one below the other."""
    rest = sentence.rest()
    points = rest[rest.index("要点") :] if "要点" in rest else []
    for phrase in points:
        sentence.took(phrase)
    return "；".join(points[1:])


def _chain(sentence: Sentence, match: re.Match[str]) -> None:
    for step, stage, role, phase in STEPS[match[0]]:
        sets = stage is ReviewStage.ASSESSMENT
        sentence.found.steps.append(ApprovalStep(phase, step, stage, role, sentence.basis, may_set_amount=sets))


def _publicity(sentence: Sentence, match: re.Match[str]) -> None:
    days, notice = int(match[1]), Role.NOTICE_OFFICER
    sentence.found.steps.append(
        ApprovalStep("redemption", "publicity", None, notice, sentence.basis, publicity_working_days=days)
    )


def _basis_of(sentence: Sentence, match: re.Match[str]) -> None:
    names = match[2].split("、")
    unknown = [name for name in names if name not in MONEY_FACTS]
    if unknown:
        raise NativeRefused(f"{unknown[0]} is not among {'、'.join(MONEY_FACTS)}")
    sentence.found.state(f"base.{match[1]}", tuple(MONEY_FACTS[name] for name in names), sentence.basis)


def _says(name: str) -> Act:
    return lambda sentence, _match: sentence.found.state(name, True, sentence.basis)


def _version(sentence: Sentence, match: re.Match[str]) -> None:
    sentence.found.anchors[PHASES_ZH[match[1]]] = tuple(ANCHORS[word] for word in match[2].split("、"))


def _home(sentence: Sentence, _match: re.Match[str]) -> None:
    sentence.found.rules.append(home_rule(sentence.found.area, sentence.basis))


def _any_of(names: Any) -> str:
    return "|".join(re.escape(name) for name in names)


PHRASES: tuple[tuple[re.Pattern[str], Act], ...] = tuple(
    (re.compile(pattern), act)
    for pattern, act in (
        (r"最多补贴合同金额\s*([0-9.]+%)", _rate),
        (r"当年最高可达\s*([0-9]+)\s*(万元|元)", _year),
        (r"创新券补贴支持合同金额最少([0-9]+)元", _least),
        (_any_of(COMMON), _common),
        (r"申请的创新券认证服务的订单", _says("badged orders")),
        (r"均可申请创新券", _says("per order")),
        (r"由三地分批次遴选", _in_catalogue),
        (_any_of(FILES), _file),
        (r"填写(发票[^,]+)", _fields),
        (r"上传银行打款回单和服务结果证明", _receipts),
        (_any_of(TEXTS), _text),
        (_any_of(STEPS), _chain),
        (r"公示([0-9]+)个工作日", _publicity),
        (r"(下单|兑现)按(.+)计算", _basis_of),
        (r"企业先行支付并申请补助相关费用", _says("mode")),
        (r"申请创新券金额 \(系统自动计算\)", _says("computed")),
        (r"以服务合同、服务收支凭证和服务成果为依据", _says("proof")),
        (r"当年有效", _says("validity")),
        (r"不与其他创新券叠加", _says("alone")),
        (r"(申领|下单|兑付)按([^按]+)选用政策", _version),
        (r"注册在本区的企业", _home),
    )
)


def _area(named: dict[str, Any], found: Found) -> PolicyDraft:
    return PolicyDraft(**named, rules=tuple(found.rules))


def _whole(named: dict[str, Any], found: Found) -> PolicyDraft:
    year, bases = found.value("year"), found.bases
    for name in ("mode", "validity", "alone", "receipts", "computed", "proof", "per order", "badged orders"):
        found.value(name)
    per_order = found.basis("year", "per order", "badged orders")
    voucher = Mode(
        VoucherMode.HOLDER_REDEEMS, RedemptionBasis.ORDERS, "创新券", "full", "holder", "holder", "none", bases["mode"]
    )
    none = Mode(VoucherMode.NONE, None, "不使用创新券", "full", "none", "none", "none", bases["mode"])
    return PolicyDraft(
        **named,
        rules=tuple(found.rules),
        modes=(voucher, none),
        quota=Quota("order", "enterprise", Table(otherwise=Row("全市", {}, year, per_order))),
        caps=Caps(year, Unlimited(), bases["year"]),
        subsidy=Subsidy(
            order_min_of=found.value("base.下单"),
            redemption_min_of=found.value("base.兑现"),
            table=Table(otherwise=Row("全市", {}, found.value("rate"), found.basis("rate", "base.下单", "base.兑现"))),
            kind="ceiling",
            basis=found.basis("computed", "base.兑现"),
        ),
        validity=Validity("calendar_year", "void", bases["validity"]),
        approvals=tuple(sorted(found.steps, key=lambda step: CHAIN.index(step.step))),
        materials=tuple(found.materials),
        texts=tuple(found.texts),
        invoices=_invoices(found),
        anchors=found.anchors,
        channels={"application": "hub"},
        stacking="none",
    )


def _invoices(found: Found) -> Invoices:
    types, size, word = found.value("invoice")
    return Invoices(
        fields=found.value("fields"), invoices_per_order="many", orders_per_invoice="many",
        orders_within_invoice=False, receipts_equal_invoices=False, receipts_required=True, excess_method="none",
        types=types, max_bytes=size, size_op=word, receipt_types=types,
        receipt_max_bytes=size, receipt_size_op=word, basis=found.basis("invoice", "fields", "receipts", "proof"),
    )  # fmt: skip
