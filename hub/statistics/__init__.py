"""What was issued, used, redeemed and paid, where it went and how long it took: for everybody, and for each area."""

from hub.statistics.figures import MEASURES, REST, WITH_SELLERS, Figure, Statistics, Step
from hub.statistics.publishing import find_published, last_whole_month, list_published, publish_year
from hub.statistics.queries import count_for_everybody, count_for_staff, names_of
from hub.statistics.rules import Key

__all__ = [
    "MEASURES",
    "REST",
    "WITH_SELLERS",
    "Figure",
    "Key",
    "Statistics",
    "Step",
    "count_for_everybody",
    "count_for_staff",
    "find_published",
    "last_whole_month",
    "list_published",
    "names_of",
    "publish_year",
]
