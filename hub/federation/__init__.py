"""Which regions there are, the one door to their platforms, and every message to and from them."""

from hub.federation import directory, exchanges, gateway, inbound, overview, places, regions_check
from hub.federation.breaker import forget_gates
from hub.federation.errors import RegionAnswerWrong, RegionCannot, RegionDown, RegionSaidNo, UnknownArea
from hub.federation.models import Exchange

__all__ = [
    "Exchange",
    "RegionAnswerWrong",
    "RegionCannot",
    "RegionDown",
    "RegionSaidNo",
    "UnknownArea",
    "directory",
    "exchanges",
    "forget_gates",
    "gateway",
    "inbound",
    "overview",
    "places",
    "regions_check",
]
