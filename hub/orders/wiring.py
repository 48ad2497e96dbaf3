"""Orders hear what a region decided about a reservation."""

from hub.federation.exchanges import on_outcome
from hub.orders.regions import reserve_answered

on_outcome("reserve", reserve_answered)
