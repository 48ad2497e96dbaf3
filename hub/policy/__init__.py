"""Policy: which rules are in force where and when, and what they say to a question. The front door."""

from hub.policy import calendar
from hub.policy.cases import run as check_policies
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
from hub.policy.digest import describe, mode_words, quota_words, rate_words
from hub.policy.errors import DeniedByPolicy
from hub.policy.queries import get_decision, list_policies, list_versions, policy_in_force
from hub.policy.service import confirm_sample, decide, import_region_policies, preview
from hub.policy.words import state_words

__all__ = [
    "Decision",
    "DeniedByPolicy",
    "InvoiceRules",
    "MaterialSlot",
    "Observation",
    "Question",
    "RuleResult",
    "Step",
    "TextSlot",
    "calendar",
    "check_policies",
    "confirm_sample",
    "decide",
    "describe",
    "get_decision",
    "import_region_policies",
    "list_policies",
    "list_versions",
    "mode_words",
    "policy_in_force",
    "preview",
    "quota_words",
    "rate_words",
    "state_words",
]
