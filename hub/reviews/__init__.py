"""Reviews of anything that goes through a chain of stages: who is asked next, and what they said."""

from hub.reviews.errors import (
    ConflictOfInterest,
    NotAnExpert,
    NothingPending,
    NothingToAssign,
    NotYours,
    OpinionMissing,
    ReviewUnknown,
    SameOfficer,
)
from hub.reviews.models import Review, ReviewState
from hub.reviews.queries import (
    find_pending,
    get_assigned,
    list_decided_by,
    list_queue,
    list_reviews,
    list_unassigned,
    reads_as_expert,
)
from hub.reviews.service import (
    MAY_ASSIGN,
    assign,
    cancel_pending,
    decide,
    eligible_experts,
    may_decide,
    open_stage,
    overrule,
    recuse,
    require_impartial,
)

__all__ = [
    "MAY_ASSIGN",
    "ConflictOfInterest",
    "NotAnExpert",
    "NotYours",
    "NothingPending",
    "NothingToAssign",
    "OpinionMissing",
    "Review",
    "ReviewState",
    "ReviewUnknown",
    "SameOfficer",
    "assign",
    "cancel_pending",
    "decide",
    "eligible_experts",
    "find_pending",
    "get_assigned",
    "list_decided_by",
    "list_queue",
    "list_reviews",
    "list_unassigned",
    "may_decide",
    "open_stage",
    "overrule",
    "reads_as_expert",
    "recuse",
    "require_impartial",
]
