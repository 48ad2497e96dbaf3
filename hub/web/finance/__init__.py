"""Pages for the audience "finance"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/finance")
MENU = [
    ("/finance/", "工作台", "Workbench"),
    ("/finance/batches", "清算批次", "Settlement batches"),
    ("/finance/statements", "银行流水", "Bank statements"),
]
