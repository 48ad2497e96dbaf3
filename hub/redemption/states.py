"""The states of a redemption and the moves between them; anything not listed is refused."""

from schemas.terms import RedemptionState

S = RedemptionState

LEGAL_MOVES = frozenset(
    {
        (S.DRAFT, S.AWAITING_HOLDER),
        (S.DRAFT, S.SUBMITTED),
        (S.DRAFT, S.WITHDRAWN),
        (S.AWAITING_HOLDER, S.REFUSED_BY_HOLDER),
        (S.AWAITING_HOLDER, S.SUBMITTED),
        (S.AWAITING_HOLDER, S.WITHDRAWN),
        (S.REFUSED_BY_HOLDER, S.AWAITING_HOLDER),
        (S.REFUSED_BY_HOLDER, S.WITHDRAWN),
        # Refused again and again, or appealed: a mediator lets it be paid, ended or submitted again (G-16).
        (S.REFUSED_BY_HOLDER, S.DISPUTED),
        (S.DISPUTED, S.REFUSED_BY_HOLDER),
        (S.DISPUTED, S.SUBMITTED),
        (S.DISPUTED, S.REJECTED),
        (S.SUBMITTED, S.IN_REVIEW),
        (S.SUBMITTED, S.HELD),
        (S.SUBMITTED, S.RETURNED),
        (S.SUBMITTED, S.REJECTED),
        (S.SUBMITTED, S.WITHDRAWN),
        (S.IN_REVIEW, S.AWAITING_PAPER),
        (S.IN_REVIEW, S.HELD),
        (S.IN_REVIEW, S.RETURNED),
        (S.IN_REVIEW, S.REJECTED),
        (S.IN_REVIEW, S.ON_NOTICE),
        # Where the policy asks for no public notice.
        (S.IN_REVIEW, S.PAYABLE),
        (S.AWAITING_PAPER, S.IN_REVIEW),
        (S.AWAITING_PAPER, S.RETURNED),
        (S.AWAITING_PAPER, S.REJECTED),
        (S.HELD, S.IN_REVIEW),
        (S.HELD, S.RETURNED),
        (S.HELD, S.REJECTED),
        (S.RETURNED, S.SUBMITTED),
        (S.RETURNED, S.AWAITING_HOLDER),
        (S.RETURNED, S.WITHDRAWN),
        # A later look, before notice or payment, may hold it; once released it goes on from where it stood.
        (S.ON_NOTICE, S.HELD),
        (S.OBJECTED, S.HELD),
        (S.HELD, S.PAYABLE),
        (S.ON_NOTICE, S.OBJECTED),
        (S.ON_NOTICE, S.PAYABLE),
        (S.OBJECTED, S.ON_NOTICE),
        (S.OBJECTED, S.PAYABLE),
        # The mediator of an objection may want it corrected: it is reviewed and published anew.
        (S.OBJECTED, S.RETURNED),
        (S.OBJECTED, S.REJECTED),
        (S.PAYABLE, S.BATCHED),
        (S.BATCHED, S.PAYABLE),
        (S.BATCHED, S.INSTRUCTED),
        (S.BATCHED, S.DISPUTED),
        (S.DISPUTED, S.BATCHED),
        (S.DISPUTED, S.PAYABLE),
        (S.INSTRUCTED, S.PAID),
        # The bank could not pay, or the money came back: the liability is open again.
        (S.INSTRUCTED, S.PAYABLE),
        (S.PAID, S.PAYABLE),
    }
)

EDITABLE = frozenset({S.DRAFT, S.REFUSED_BY_HOLDER, S.RETURNED})
WITHDRAWABLE = frozenset({S.DRAFT, S.AWAITING_HOLDER, S.REFUSED_BY_HOLDER, S.SUBMITTED, S.RETURNED})
ENDED = frozenset({S.PAID, S.REJECTED, S.WITHDRAWN})
