"""Orders with a voucher of either mode or without one, from placing to the end of the service."""

from hub.orders.models import Order

__all__ = ["Order"]
