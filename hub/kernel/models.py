"""The kernel's tables, in one place to import."""

from hub.kernel.clock import ClockOffset
from hub.kernel.files import StoredFile
from hub.kernel.floor_table import SchemaFloor
from hub.kernel.idempotency import IdempotencyKey
from hub.kernel.jobs import JobFailure, JobRun, JobSchedule
from hub.kernel.numbers import NumberBlock
from hub.kernel.states import StateChange

__all__ = [
    "ClockOffset",
    "IdempotencyKey",
    "JobFailure",
    "JobRun",
    "JobSchedule",
    "NumberBlock",
    "SchemaFloor",
    "StateChange",
    "StoredFile",
]
