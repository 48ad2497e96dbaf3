"""Who wants to know what became of a message: capabilities above register here when they are imported."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.contract import Outcome

if TYPE_CHECKING:
    from hub.federation.models import Exchange

Consumer = Callable[["Exchange", Outcome], None]
_consumers: dict[str, list[Consumer]] = {}


def on_outcome(verb: str, consumer: Consumer) -> None:
    """Call ``consumer(exchange, outcome)`` once the region has decided: ``outcome.status`` is DONE or REFUSED.

    It runs in the unit of work that records the decision; what it raises undoes that too, and the region is asked
    again. UNKNOWN and PENDING are no decisions and are never reported here.
    """
    known = _consumers.setdefault(verb, [])
    if consumer not in known:
        known.append(consumer)


def report(exchange: "Exchange", outcome: Outcome) -> None:
    """Tell everybody who registered for the verb."""
    for consumer in _consumers.get(exchange.verb, []):
        consumer(exchange, outcome)
