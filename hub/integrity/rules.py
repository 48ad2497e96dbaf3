"""The checks themselves: pure, each small, each with its severity (domain.md §5)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hub.integrity.errors import InvoiceCodeMissing, InvoiceNumberWrong
from hub.integrity.examined import DatedInvoice, Examined, Hit
from hub.integrity.models import Severity

DIGITAL_NUMBER = re.compile(r"[0-9]{20}", re.ASCII)
_PLAIN = re.compile(r"[0-9A-Z]{1,20}", re.ASCII)
# The ideographic space is a blank like any other; every other full-width character is refused.
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class InvoiceIdentity:
    """An invoice as the registry knows it, whatever blanks and case it was typed with."""

    code: str
    number: str

    @property
    def key(self) -> str:
        """A digital number stands alone, any code typed with it is ignored (G-31)."""
        return self.number if DIGITAL_NUMBER.fullmatch(self.number) else f"{self.code}/{self.number}"


def normalize_invoice(code: str | None, number: str) -> InvoiceIdentity:
    """The identity of an invoice as typed.

    Raises:
        InvoiceNumberWrong: code or number holds other characters, full-width ones among them.
        InvoiceCodeMissing: no code, and the number is not a digital one.
    """
    plain_number = _plain(number, "号码", "number")
    plain_code = _plain(code, "代码", "code") if code and _BLANKS.sub("", code) else ""
    if not plain_code and not DIGITAL_NUMBER.fullmatch(plain_number):
        raise InvoiceCodeMissing(number=plain_number, count=len(plain_number), field="code")
    return InvoiceIdentity(plain_code, plain_number)


def _plain(value: str, what: str, what_en: str) -> str:
    plain = _BLANKS.sub("", value).upper()
    if not _PLAIN.fullmatch(plain):
        raise InvoiceNumberWrong(
            what=what, what_en=what_en, value=value[:40], field="code" if what_en == "code" else "number"
        )
    return plain


_NUMBER_MARKS = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")


def normalize_contract(number: str) -> str:
    """The number of a contract without blanks, dashes, brackets and case, whatever width it was typed in (F-03)."""
    return _NUMBER_MARKS.sub("", unicodedata.normalize("NFKC", number).upper())


def repeated(identities: Iterable[InvoiceIdentity]) -> list[InvoiceIdentity]:
    """The invoices that stand more than once in one redemption."""
    seen = list(identities)
    counts = Counter(identity.key for identity in seen)
    return list({identity.key: identity for identity in seen if counts[identity.key] > 1}.values())


def same_file_elsewhere(examined: Examined) -> list[Hit]:
    """F-02: another enterprise handed in the very same file."""
    return [
        Hit(
            "F-02",
            Severity.HOLD,
            f"文件“{name}”与其他企业兑付材料中的文件完全相同。",
            f"The file “{name}” is identical to one in another enterprise's redemption.",
            {"file": name},
        )
        for name in examined.files_used_elsewhere
    ]


def invoice_dates(examined: Examined) -> list[Hit]:
    """F-06: after the submission blocks, outside the voucher's life holds, before the order warns."""
    return [hit for invoice in examined.invoices if invoice.dated for hit in _date_of(invoice, examined)]


def _date_of(invoice: DatedInvoice, examined: Examined) -> list[Hit]:
    number, dated = invoice.number, invoice.dated
    assert dated is not None
    if dated > examined.on:
        zh = f"发票{number}的日期{dated}晚于提交日期{examined.on}，请核对票面日期。"
        return [
            Hit(
                "F-06", Severity.BLOCK, zh, f"Invoice {number} is dated {dated}, after the submission on {examined.on}."
            )
        ]
    if not examined.valid_from <= dated <= examined.valid_until:
        life = f"{examined.valid_from}至{examined.valid_until}"
        zh = f"发票{number}的日期{dated}不在创新券有效期（{life}）内。"
        en = f"Invoice {number} is dated {dated}, outside the life of the voucher."
        return [Hit("F-06", Severity.HOLD, zh, en)]
    if examined.ordered_on and dated < examined.ordered_on:
        zh = f"发票{number}的日期{dated}早于下单日期{examined.ordered_on}。"
        return [
            Hit(
                "F-06",
                Severity.WARN,
                zh,
                f"Invoice {number} is dated {dated}, before the order of {examined.ordered_on}.",
            )
        ]
    return []


PAPER_CHECKS: tuple[Callable[[Examined], list[Hit]], ...] = (
    same_file_elsewhere,
    invoice_dates,
)
