"""Policy: which rules are in force where and when, and what they say to a question. The front door."""

from hub.policy import amendments, calendar, measuring
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.cases import run as check_policies
from hub.policy.cases import uncovered
from hub.policy.confirming import confirm_sample, values_to_confirm
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
from hub.policy.digest import Line, describe, mode_words, quota_words, rate_words
from hub.policy.errors import DeniedByPolicy, PolicyNotInForce
from hub.policy.evidence import decisions_about, policy_texts
from hub.policy.explain import fact_name
from hub.policy.history import Past, history_of
from hub.policy.holder_types import admitted_kinds
from hub.policy.queries import (
    PolicyInForce,
    get_decision,
    get_version,
    has_begun,
    list_newest,
    list_parents,
    list_policies,
    list_versions,
    policy_in_force,
)
from hub.policy.service import decide, import_region_policies, preview
from hub.policy.voiding import ways_out
from hub.policy.words import state_words

__all__ = [
    "Amendment",
    "AmendmentState",
    "Decision",
    "DeniedByPolicy",
    "InvoiceRules",
    "Line",
    "MaterialSlot",
    "Observation",
    "Past",
    "PolicyInForce",
    "PolicyNotInForce",
    "Question",
    "RuleResult",
    "Step",
    "TextSlot",
    "admitted_kinds",
    "amendments",
    "calendar",
    "check_policies",
    "confirm_sample",
    "decide",
    "decisions_about",
    "describe",
    "fact_name",
    "get_decision",
    "get_version",
    "has_begun",
    "history_of",
    "import_region_policies",
    "list_newest",
    "list_parents",
    "list_policies",
    "list_versions",
    "measuring",
    "mode_words",
    "policy_in_force",
    "policy_texts",
    "preview",
    "quota_words",
    "rate_words",
    "state_words",
    "uncovered",
    "values_to_confirm",
    "ways_out",
]
