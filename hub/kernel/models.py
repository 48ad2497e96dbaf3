"""The kernel's tables, in one place to import."""

from hub.kernel.clock import ClockOffset
from hub.kernel.states import StateChange

__all__ = ["ClockOffset", "StateChange"]
