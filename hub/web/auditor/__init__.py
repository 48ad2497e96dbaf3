"""Pages for the audience "auditor"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/auditor")
MENU = [
    ("/auditor/", "审计", "Audit"),
    ("/auditor/events", "操作记录", "Events"),
    ("/auditor/seals", "封存与导出", "Seals and export"),
    ("/operator/roles", "角色与权限", "Roles"),
    ("/auditor/batches", "清算批次", "Settlement batches"),
]
