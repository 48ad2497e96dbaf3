"""Pages for the audience "auditor"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/auditor")
MENU = [
    ("/auditor/", "审计", "Audit"),
    ("/auditor/events", "操作记录", "Events"),
    ("/auditor/seals", "封存与导出", "Seals and export"),
    ("/auditor/holds", "暂缓与解除", "Holds and releases"),
    ("/auditor/overrides", "越权终止与撤回", "Overrides"),
    ("/auditor/lowered", "核减金额", "Lowered amounts"),
    ("/auditor/statistics", "统计", "Statistics"),
    ("/operator/roles", "角色与权限", "Roles"),
    ("/auditor/positions", "各区域收支", "All areas"),
    ("/auditor/batches", "清算批次", "Settlement batches"),
]
