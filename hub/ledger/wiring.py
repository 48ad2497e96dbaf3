"""Registers the ledger's invariants."""

import hub.ledger.invariants  # noqa: F401
