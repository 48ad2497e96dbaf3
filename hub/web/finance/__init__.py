"""Pages for the audience "finance"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/finance")
MENU = [
    ("/finance/", "工作台", "Workbench"),
    ("/finance/position", "收支情况", "Position"),
    ("/finance/batches", "清算批次", "Settlement batches"),
    ("/finance/statements", "银行流水", "Bank statements"),
    ("/finance/net-matrix", "轧差参考", "Net matrix"),
    ("/finance/budget", "拨付预算", "Budget"),
    ("/finance/statistics", "统计", "Statistics"),
    ("/finance/year-end", "年度结转", "Year end"),
]
