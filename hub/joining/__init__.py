"""A region joins: what each rung asks, steps that a second person confirms, conformance on demand. The front door."""

from hub.joining.conformance import ask_conformance, last_conformance, send_test_statement
from hub.joining.models import ConformanceRun, RegionStep, StepState
from hub.joining.requirements import Requirement, list_requirements
from hub.joining.steps import (
    approve_step,
    declare,
    find_step,
    list_steps,
    pause_region,
    propose_step,
    reject_step,
    waiting_step,
)

__all__ = [
    "ConformanceRun",
    "RegionStep",
    "Requirement",
    "StepState",
    "approve_step",
    "ask_conformance",
    "declare",
    "find_step",
    "last_conformance",
    "list_requirements",
    "list_steps",
    "pause_region",
    "propose_step",
    "reject_step",
    "send_test_statement",
    "waiting_step",
]
