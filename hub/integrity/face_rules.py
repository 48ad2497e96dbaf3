"""Checks on what is written on invoices and receipts: who bought, who sold (F-07), who paid, and how much (F-08)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hub.integrity.examined import BorneName, DatedInvoice, Examined, Hit, Paid, Party
from hub.integrity.models import Severity
from hub.integrity.thresholds import Thresholds
from schemas.terms import yuan_grouped

_BLANKS = re.compile(r"\s+")
# An area says how grave some findings are: 1 warns, 2 holds, 3 blocks.
SEVERITIES = {1: Severity.WARN, 2: Severity.HOLD, 3: Severity.BLOCK}


def severity_of(name: str, thresholds: Thresholds) -> Severity:
    """How grave the area takes a finding to be."""
    return SEVERITIES[thresholds.of(name)]


def buyer_names(examined: Examined) -> list[Hit]:
    """F-07: an invoice to another buyer holds; so does one in a former name long after the change (S24)."""
    if not examined.buyer_names:
        return []
    return [
        hit
        for invoice in examined.invoices
        if invoice.buyer_name
        for hit in _named(
            invoice, invoice.buyer_name, examined.buyer_names, ("购买方", "buyer"), Severity.HOLD, examined.thresholds
        )
    ]


def seller_names(examined: Examined) -> list[Hit]:
    """F-07: the seller on the invoice is another than the institution of the orders that it covers."""
    severity = severity_of("invoice_seller_severity", examined.thresholds)
    return [
        hit
        for invoice in examined.invoices
        if invoice.seller_name and (sellers := _sellers_of(invoice, examined))
        for hit in _named(
            invoice,
            invoice.seller_name,
            [name for seller in sellers for name in (seller.names or (BorneName(seller.name, None),))],
            ("销售方", "seller"),
            severity,
            examined.thresholds,
        )
    ]


def tax_codes(examined: Examined) -> list[Hit]:
    """F-07: a tax code on the invoice is not the one of buyer or seller on record."""
    severity = severity_of("invoice_seller_severity", examined.thresholds)
    buyer = [examined.buyer] if examined.buyer else []
    found = []
    for invoice in examined.invoices:
        for written, units, (zh, en) in (
            (invoice.buyer_uscc, buyer, ("购买方", "buyer")),
            (invoice.seller_uscc, _sellers_of(invoice, examined), ("销售方", "seller")),
        ):
            known = {unit.uscc for unit in units if unit.uscc}
            if written and known and written not in known:
                found.append(
                    Hit(
                        "F-07",
                        severity,
                        f"发票{invoice.number}的{zh}税号{written}与登记的统一社会信用代码不一致。",
                        f"Invoice {invoice.number} carries the {en}'s tax code {written}, another than on record.",
                        {"invoice": invoice.number, "on_record": "/".join(sorted(known))},
                    )
                )
    return found


def _sellers_of(invoice: DatedInvoice, examined: Examined) -> list[Party]:
    return [seller for seller in examined.sellers if not invoice.seller_ids or seller.id in invoice.seller_ids]


def _named(
    invoice: DatedInvoice,
    written: str,
    names: Sequence[BorneName],
    side: tuple[str, str],
    severity: Severity,
    thresholds: Thresholds,
) -> list[Hit]:
    """A name that the unit never bore, or bore until long before the invoice."""
    number, (zh_side, en_side) = invoice.number, side
    borne = [one for one in names if same_name(one.name, written)]
    if not borne:
        zh = f"发票{number}的{zh_side}“{written}”与登记的单位名称不一致。"
        return [Hit("F-07", severity, zh, f"Invoice {number} names another {en_side}, “{written}”.")]
    last = max(one.until or date.max for one in borne)
    if last == date.max or (invoice.dated is not None and invoice.dated <= last):
        return []
    dated = invoice.dated or "—"
    zh = f"发票{number}的日期为{dated}，{zh_side}写的是{last}起不再使用的名称“{written}”。"
    en = f"Invoice {number} of {dated} names the {en_side} “{written}”, a name that ended on {last}."
    # After a change of name people go on writing the former one for a while: seen, and not held.
    lasts = timedelta(days=thresholds.of("former_name_days"))
    soon = invoice.dated is not None and invoice.dated - last <= lasts
    return [Hit("F-07", Severity.WARN if soon else severity, zh, en)]


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever width of brackets and blanks they were typed with."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name))


def receipts_differ(examined: Examined) -> list[Hit]:
    """F-08 where the policy does not ask for equality itself: receipts that do not add up to the invoices."""
    if examined.receipts_must_equal or not examined.receipt_sum_fen:
        return []
    difference = abs(examined.receipt_sum_fen - examined.invoice_sum_fen)
    if difference <= examined.thresholds.of("receipt_difference_yuan") * 100:
        return []
    zh = f"银行回单汇总与发票汇总不一致，相差{yuan_grouped(difference)}元。"
    en = f"Receipts and invoices do not add up to the same: they differ by {yuan_grouped(difference)} yuan."
    severity = severity_of("receipt_difference_severity", examined.thresholds)
    return [Hit("F-08", severity, zh, en, {"difference_yuan": yuan_grouped(difference)})]


def payers(examined: Examined) -> list[Hit]:
    """F-08: a receipt on which somebody else than the buyer paid; paid by the seller itself it holds at least."""
    severity = severity_of("payer_severity", examined.thresholds)
    return [hit for one in examined.receipts for hit in _payer(one, examined, severity)]


def _payer(paid: Paid, examined: Examined, severity: Severity) -> list[Hit]:
    if paid.payer and examined.buyer_names and not _is_one_of(paid.payer, examined.buyer_names):
        by_seller = any(_is_one_of(paid.payer, one.names or (BorneName(one.name, None),)) for one in examined.sellers)
        if by_seller:
            zh = f"银行回单的付款方“{paid.payer}”是本次服务的卖方。"
            grave = Severity.BLOCK if severity is Severity.BLOCK else Severity.HOLD
            return [Hit("F-08", grave, zh, f"The payer on a receipt, “{paid.payer}”, is the seller itself.")]
        zh = f"银行回单的付款方“{paid.payer}”不是申请企业。"
        return [Hit("F-08", severity, zh, f"The payer on a receipt, “{paid.payer}”, is not the enterprise.")]
    known = examined.buyer.marks.get("bank_account", frozenset()) if examined.buyer else frozenset()
    if paid.account and known and paid.account not in known:
        zh = f"银行回单的付款账户（尾号{paid.last4}）不是该企业登记的账户。"
        en = f"The paying account ending in {paid.last4} is not one that the enterprise has on record."
        return [Hit("F-08", severity, zh, en, {"account": paid.last4})]
    return []


def _is_one_of(name: str, names: Iterable[BorneName]) -> bool:
    return any(same_name(one.name, name) for one in names)


FACE_CHECKS = (buyer_names, seller_names, tax_codes, receipts_differ, payers)
