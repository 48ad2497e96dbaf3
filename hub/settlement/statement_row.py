"""One line of a bank statement, in whatever form the bank sends it."""

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StatementRow:
    """One line as the bank wrote it."""

    line: int
    on: date
    ext_ref: str
    payee: str
    account_last4: str
    amount_fen: int
    return_code: str | None

    def key_at(self, payer_area: str) -> str:
        """What makes the same line of another upload the same line; of another payer's statement it is another."""
        parts = (payer_area, self.on.isoformat(), self.ext_ref, self.payee, self.account_last4, str(self.amount_fen))
        return hashlib.sha256("|".join((*parts, self.return_code or "")).encode()).hexdigest()
