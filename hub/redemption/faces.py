"""What stands on the face of an invoice or receipt beside its number and amount: who sold, who bought, who paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from hub.identity import marks
from hub.kernel.errors import HubError
from hub.policy import Decision
from hub.redemption import paper_errors
from hub.redemption.parts import Parts

# What a policy may ask for, with the column it is kept in and its name on the paper.
OF_INVOICE = {
    "name": ("title", "发票名称", "the name of what was invoiced"),
    "buyer": ("buyer_name", "购买方名称", "the buyer's name"),
    "seller": ("seller_name", "销售方名称", "the seller's name"),
}


@dataclass(frozen=True)
class Face:
    """The face of an invoice; empty where nobody gave it. ``title`` is 发票名称 (TJ-26)."""

    title: str = ""
    buyer_name: str = ""
    buyer_uscc: str = ""
    seller_name: str = ""
    seller_uscc: str = ""

    def columns(self, *, titled: str = "") -> dict[str, str]:
        """As the row keeps it; ``titled`` is the title where none was given."""
        return {
            "title": self.title.strip() or titled,
            "buyer_name": self.buyer_name.strip(),
            "buyer_uscc": plain_code(self.buyer_uscc),
            "seller_name": self.seller_name.strip(),
            "seller_uscc": plain_code(self.seller_uscc),
        }


@dataclass(frozen=True)
class Payer:
    """Who paid, as the bank's receipt says; the account's number is kept as a keyed hash and its last four digits."""

    name: str = ""
    account: str = ""

    def columns(self) -> dict[str, str]:
        """As the row keeps it."""
        number = "".join(self.account.split())
        return {
            "payer_name": self.name.strip(),
            "payer_account_index": marks.account_mark(number) if number else "",
            "payer_last4": number[-4:],
        }


NO_FACE, NO_PAYER = Face(), Payer()


def face_of(data: Mapping[str, Any]) -> Face:
    """The face of an invoice as a form or the API sent it."""
    return Face(**{one.name: str(data.get(one.name) or "") for one in fields(Face)})


def payer_on(data: Mapping[str, Any]) -> Payer:
    """Who paid, as a form or the API sent it."""
    return Payer(str(data.get("payer_name") or ""), str(data.get("payer_account") or ""))


def plain_code(code: str) -> str:
    """A unified social credit code without blanks, in capitals."""
    return "".join(code.split()).upper()[:18]


def face_faults(parts: Parts, decision: Decision) -> list[HubError]:
    """What the policy wants written on the papers and nobody wrote."""
    assert decision.invoice is not None
    asked: Sequence[str] = decision.invoice.fields
    faults: list[HubError] = [
        paper_errors.InvoiceFieldMissing(number=invoice.number, what=zh, what_en=en, field="invoices")
        for invoice in parts.invoices
        for name, (column, zh, en) in OF_INVOICE.items()
        if name in asked and not _written(invoice, column)
    ]
    if "payer" in asked and any(not receipt.payer_name for receipt in parts.receipts):
        faults.append(paper_errors.PayerMissing(field="receipts"))
    return faults


def _written(invoice: Any, column: str) -> bool:
    return bool(getattr(invoice, column))
