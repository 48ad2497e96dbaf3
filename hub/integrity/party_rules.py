"""Checks on who deals with whom: one unit, related units, shared contacts, unfit sellers, lapsed holders."""

from hub.integrity.examined import Examined, Hit, Lapse, Party
from hub.integrity.models import Severity
from hub.integrity.rules import DIGITAL_NUMBER

# What two units may share, by the kind of mark. A name alone, without an identity number, proves little: it warns.
MARKS: dict[str, tuple[str, str, Severity]] = {
    "representative": ("法定代表人", "legal representative", Severity.HOLD),
    "representative_name": ("法定代表人姓名（未登记证件号）", "legal representative's name", Severity.WARN),
    "phone": ("联系电话", "contact phone", Severity.HOLD),
    "email": ("电子邮箱", "contact e-mail", Severity.HOLD),
    "bank_account": ("银行账号", "bank account", Severity.HOLD),
    "address": ("注册地址", "registered address", Severity.HOLD),
}
# Two digits of a province in GB/T 2260; five cities that plan for themselves print codes of their own.
PROVINCES = frozenset(
    str(code) for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65))
    for code in range(first, last + 1)
)  # fmt: skip


def same_party(examined: Examined) -> list[Hit]:
    """F-04: buyer and seller are one unit, or belong to one."""
    if examined.holder_id in examined.seller_ids:
        sentence = "Buyer and seller are the same organisation."
        return [Hit("F-04", Severity.BLOCK, "买卖双方是同一单位，不能申请兑付。", sentence)]
    buyer = examined.buyer
    if buyer is None:
        return []
    return [
        Hit(
            "F-04",
            Severity.BLOCK,
            f"买方与卖方“{seller.name}”属于同一上级单位，不能申请兑付。",
            f"The buyer and the seller “{seller.name}” belong to one unit.",
            {"seller": seller.name},
        )
        for seller in examined.sellers
        if _one_family(buyer, seller)
    ]


def _one_family(one: Party, other: Party) -> bool:
    heads = {one.parent or one.uscc, other.parent or other.uscc}
    return bool(one.parent or other.parent) and len(heads) == 1


def related_parties(examined: Examined) -> list[Hit]:
    """F-05: representative, phone, e-mail, bank account or address that both sides share, compared as keyed hashes."""
    if examined.buyer is None:
        return []
    return [hit for seller in examined.sellers for hit in _shared(examined.buyer, seller)]


def _shared(buyer: Party, seller: Party) -> list[Hit]:
    if buyer.id == seller.id:
        return []
    found = []
    # Where both identity numbers are known, they decide and not the name.
    certain = "representative" in buyer.marks and "representative" in seller.marks
    for kind, (zh, en, severity) in MARKS.items():
        if kind == "representative_name" and certain:
            continue
        if buyer.marks.get(kind, frozenset()) & seller.marks.get(kind, frozenset()):
            found.append(
                Hit(
                    "F-05",
                    severity,
                    f"买方与卖方“{seller.name}”的{zh}相同，可能为关联方。",
                    f"The buyer and the seller “{seller.name}” share a {en}: they may be related.",
                    {"seller": seller.name, "shared": kind},
                )
            )
    return found


def seller_province(examined: Examined) -> list[Hit]:
    """F-07: a digital invoice carries the province of its issuer in its third and fourth digit (W-16)."""
    provinces = {seller.division[:2] for seller in examined.sellers if seller.division}
    if not provinces:
        return []
    found = []
    for invoice in examined.invoices:
        if not DIGITAL_NUMBER.fullmatch(invoice.number) or invoice.number[2:4] in provinces:
            continue
        severity = Severity.HOLD if invoice.number[2:4] in PROVINCES else Severity.WARN
        zh = f"数电票{invoice.number}的地区码为{invoice.number[2:4]}，与卖方所在省份不一致。"
        en = f"The digital invoice {invoice.number} was issued in {invoice.number[2:4]}, not in the seller's province."
        found.append(Hit("F-07", severity, zh, en, {"invoice": invoice.number, "seller": "/".join(sorted(provinces))}))
    return found


def unfit_sellers(examined: Examined) -> list[Hit]:
    """F-15: the institution was suspended when the order was placed; what was ordered before stays payable (G-47)."""
    return [
        Hit(
            "F-15",
            Severity.BLOCK,
            f"服务机构“{seller.name}”自{seller.suspended_on}起暂停，此后的订单不能兑付。",
            f"The institution “{seller.name}” was suspended from {seller.suspended_on}: later orders are not payable.",
            {"seller": seller.name, "suspended": str(seller.suspended_on), "ordered": str(seller.ordered_on)},
        )
        for seller in examined.sellers
        if seller.suspended_on and seller.ordered_on and seller.suspended_on <= seller.ordered_on
    ]


def lapsed(lapses: tuple[Lapse, ...] | list[Lapse]) -> list[Hit]:
    """F-16: what made the holder eligible has ended since."""
    return [
        Hit("F-16", Severity.HOLD, f"{one.zh}（{one.on}）。", f"{one.en} ({one.on}).", {"on": str(one.on)})
        for one in lapses
    ]


def holder_lapsed(examined: Examined) -> list[Hit]:
    """F-16 at the submission."""
    return lapsed(list(examined.lapses))


def shared_phone(examined: Examined) -> list[Hit]:
    """F-19: one contact acts for many enterprises."""
    limit = examined.thresholds.of("phone_units")
    if examined.units_on_phone < limit:
        return []
    count = examined.units_on_phone
    return [
        Hit(
            "F-19",
            Severity.WARN,
            f"同一联系电话登记在{count}家单位名下（达到{limit}家即提示）。",
            f"One contact phone stands for {count} units (noted from {limit}).",
            {"units": str(count), "limit": str(limit)},
        )
    ]


PARTY_CHECKS = (same_party, related_parties, seller_province, unfit_sellers, holder_lapsed, shared_phone)
