"""Proof that the books are right: each invariant of ledger.md C3 is one query for the rows that break it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from hub.kernel.db import db


@dataclass(frozen=True)
class Violation:
    """One row that breaks an invariant."""

    invariant: str
    subject: UUID | str
    sentence: str


@dataclass(frozen=True)
class Check:
    """An invariant: ``query`` yields (subject, sentence) for each row that breaks it."""

    invariant: str
    meaning: str
    query: str


CHECKS: list[Check] = []


def register(*checks: Check) -> None:
    """Add the invariants of a capability above (settlement adds I7–I10, I15–I17)."""
    known = {(check.invariant, check.query) for check in CHECKS}
    CHECKS.extend(check for check in checks if (check.invariant, check.query) not in known)


def list_checks() -> list[Check]:
    """The invariants that are checked, in their order."""
    return sorted(CHECKS, key=lambda check: int(check.invariant[1:]))


def verify() -> list[Violation]:
    """Every violation found, in the order of the invariants; empty when the books are right."""
    found = []
    for check in list_checks():
        rows = db.session.execute(text(check.query)).all()
        found += [Violation(check.invariant, row[0], str(row[1])) for row in rows]
    return found
