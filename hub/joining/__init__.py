"""A region joins: what each rung asks, steps that a second person confirms, conformance on demand. The front door."""

from hub.joining import stock, stock_files
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
from hub.joining.stock_kinds import KINDS
from hub.joining.stock_tables import StockImport, StockState

__all__ = [
    "KINDS",
    "ConformanceRun",
    "RegionStep",
    "Requirement",
    "StepState",
    "StockImport",
    "StockState",
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
    "stock",
    "stock_files",
    "waiting_step",
]
