"""Redemptions (兑付): from draft over the review chain and the public notice to what the treasuries pay."""

from hub.redemption.models import Invoice, InvoiceOrder, Material, Receipt, Redemption, RedemptionOrder
from hub.redemption.notice_models import NoticeLine, Objection, PublicNotice, Reversal

__all__ = [
    "Invoice",
    "InvoiceOrder",
    "Material",
    "NoticeLine",
    "Objection",
    "PublicNotice",
    "Receipt",
    "Redemption",
    "RedemptionOrder",
    "Reversal",
]
