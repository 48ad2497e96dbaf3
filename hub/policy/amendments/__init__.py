"""Changing a policy: drafted as a difference, checked, simulated, approved by a second person, in force on its date."""

from hub.policy.amendments import building, columns, items
from hub.policy.amendments.difference import Difference, differences
from hub.policy.amendments.drafting import (
    begin_amendment,
    copy_area,
    editing_roles,
    roll_back,
    set_date,
    set_value,
    undo_changes,
    withdraw_draft,
)
from hub.policy.amendments.faulting import place_of, tell_faults
from hub.policy.amendments.fetching import can_be_fetched, fetch_document
from hub.policy.amendments.importing import LARGEST_BYTES, excuse_loss, import_document
from hub.policy.amendments.layer import may_set
from hub.policy.amendments.layering import LeftBehind, follow, left_behind
from hub.policy.amendments.leaves import SECTIONS, Leaf, find_leaf, leaves_of
from hub.policy.amendments.owners import owners_are_found_by
from hub.policy.amendments.past import list_affected
from hub.policy.amendments.publishing import (
    approve_amendment,
    faults_of_amendment,
    return_amendment,
    submit_amendment,
    withdraw_version,
)
from hub.policy.amendments.queries import (
    base_of,
    differences_of,
    facts_asked,
    find_live_amendment,
    get_amendment,
    layer_of,
    list_amendments,
    live_amendments,
    newest_version,
    parent_of,
    resolved,
)
from hub.policy.amendments.reading import Reading, read_draft
from hub.policy.amendments.simulation import compare_case, is_replaying, replay_year, simulate
from hub.policy.amendments.taking_in import (
    draft_from_workbook,
    take_workbook,
    workbook_of_draft,
    workbook_of_policy,
)
from hub.policy.amendments.values import hint_for, write_value

__all__ = [
    "LARGEST_BYTES",
    "SECTIONS",
    "Difference",
    "Leaf",
    "LeftBehind",
    "Reading",
    "approve_amendment",
    "base_of",
    "begin_amendment",
    "building",
    "can_be_fetched",
    "columns",
    "compare_case",
    "copy_area",
    "differences",
    "differences_of",
    "draft_from_workbook",
    "editing_roles",
    "excuse_loss",
    "facts_asked",
    "faults_of_amendment",
    "fetch_document",
    "find_leaf",
    "find_live_amendment",
    "follow",
    "get_amendment",
    "hint_for",
    "import_document",
    "is_replaying",
    "items",
    "layer_of",
    "leaves_of",
    "left_behind",
    "list_affected",
    "list_amendments",
    "live_amendments",
    "may_set",
    "newest_version",
    "owners_are_found_by",
    "parent_of",
    "place_of",
    "read_draft",
    "replay_year",
    "resolved",
    "return_amendment",
    "roll_back",
    "set_date",
    "set_value",
    "simulate",
    "submit_amendment",
    "take_workbook",
    "tell_faults",
    "undo_changes",
    "withdraw_draft",
    "withdraw_version",
    "workbook_of_draft",
    "workbook_of_policy",
    "write_value",
]
