"""Policy: which rules are in force where and when, and what they say to a question. The front door."""

from hub.policy import calendar
from hub.policy.decision import (
    Decision,
    InvoiceRules,
    MaterialSlot,
    Observation,
    Question,
    RuleResult,
    Step,
    TextSlot,
)
from hub.policy.queries import get_decision, list_policies, policy_in_force
from hub.policy.service import confirm_sample, decide, import_region_policies, preview
from hub.policy.words import state_words

__all__ = [
    "Decision",
    "InvoiceRules",
    "MaterialSlot",
    "Observation",
    "Question",
    "RuleResult",
    "Step",
    "TextSlot",
    "calendar",
    "confirm_sample",
    "decide",
    "get_decision",
    "import_region_policies",
    "list_policies",
    "policy_in_force",
    "preview",
    "state_words",
]
