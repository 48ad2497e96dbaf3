"""Orders hear what a region reserved, serve applications for an order, and say whose they are to a tried draft."""

from adapters.contract import OrderStateReported
from hub.federation.exchanges import on_outcome
from hub.federation.inbound import on_event
from hub.orders import evaluation_jobs, suspension_notes  # noqa: F401 - they attach themselves
from hub.orders.entitling import SIDE
from hub.orders.queries import holders_of_orders
from hub.orders.region_news import state_reported
from hub.orders.regions import reserve_answered
from hub.orders.uses.confirming import use_reserved
from hub.policy import amendments
from hub.vouchers import serve_orders

on_outcome("reserve", reserve_answered)
on_outcome("reserve", use_reserved)
amendments.owners_are_found_by("order", holders_of_orders)
serve_orders(SIDE)
on_event(OrderStateReported, state_reported)
