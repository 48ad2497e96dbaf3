"""Orders hear what a region decided about a reservation, and say whose they are when a draft of a policy is tried."""

from hub.federation.exchanges import on_outcome
from hub.orders.queries import holders_of_orders
from hub.orders.regions import reserve_answered
from hub.orders.uses.confirming import use_reserved
from hub.policy import amendments

on_outcome("reserve", reserve_answered)
on_outcome("reserve", use_reserved)
amendments.owners_are_found_by("order", holders_of_orders)
