"""Whoever publishes a version of a policy holds that policy until the end of the transaction: one step for all ways."""

from sqlalchemy import text

from hub.kernel.db import db

_HOLD = text("SELECT pg_advisory_xact_lock(hashtext(:name))")


def hold_policies(*policy_ids: str) -> None:
    """Be the only one who publishes versions of these policies until the end of the transaction.

    A policy above others is named before those that build on it, and these in the order of their names: who holds the
    upper one is then never waited for by somebody who holds a lower one first.
    """
    for policy_id in policy_ids:
        db.session.execute(_HOLD, {"name": f"policy:{policy_id}"})
