"""From the application to the voucher a holder may spend."""

from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication

__all__ = ["ApplicationFile", "Instrument", "VoucherApplication"]
