"""Which regions there are, the one door to their platforms, and every message to and from them."""

from hub.federation import (
    directory,
    exchanges,
    founding,
    gateway,
    inbound,
    ladder,
    overview,
    places,
    regions_check,
    reported,
)
from hub.federation.breaker import forget_gates
from hub.federation.errors import RegionAnswerWrong, RegionCannot, RegionDown, RegionSaidNo, UnknownArea
from hub.federation.models import Exchange
from hub.federation.region_files import RegionFileWrong, region_folders

__all__ = [
    "Exchange",
    "RegionAnswerWrong",
    "RegionCannot",
    "RegionDown",
    "RegionFileWrong",
    "RegionSaidNo",
    "UnknownArea",
    "directory",
    "exchanges",
    "forget_gates",
    "founding",
    "gateway",
    "inbound",
    "ladder",
    "overview",
    "places",
    "region_folders",
    "regions_check",
    "reported",
]
