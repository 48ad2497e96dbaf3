"""Settlement: the treasuries pay what redemptions are owed, once, in signed batches that the bank's word closes."""

from hub.settlement.approving import discard_batch, review_batch, sign_batch
from hub.settlement.budgets import set_budget
from hub.settlement.documents import document_of, list_payouts, payment_csv
from hub.settlement.models import (
    Advice,
    Batch,
    Budget,
    PayeeRun,
    Payout,
    ReconMatch,
    SettleExclusion,
    StatementLine,
    VoidLine,
)
from hub.settlement.queries import (
    batch_of_redemption,
    budget_figures,
    find_batch,
    get_batch,
    list_advices,
    list_batches,
    list_exclusions,
    list_lines,
    list_payee_runs,
    list_payouts_of,
    list_periods,
    net_matrix,
)
from hub.settlement.reconciling import ImportResult, import_statement, list_blocked
from hub.settlement.returning import close_batch
from hub.settlement.run import run_settlement
from hub.settlement.sending import acknowledge_batch, download_instruction, pays_by_files

__all__ = [
    "Advice", "Batch", "Budget", "ImportResult", "PayeeRun", "Payout", "ReconMatch", "SettleExclusion",
    "StatementLine", "VoidLine", "acknowledge_batch", "batch_of_redemption", "budget_figures", "close_batch",
    "discard_batch", "document_of", "download_instruction", "find_batch", "get_batch", "import_statement",
    "list_advices", "list_batches", "list_blocked", "list_exclusions", "list_lines", "list_payee_runs", "list_payouts",
    "list_payouts_of", "list_periods", "net_matrix", "payment_csv", "pays_by_files", "review_batch", "run_settlement",
    "set_budget", "sign_batch",
]  # fmt: skip
