"""Pages for the audience "operator"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/operator")
MENU = [
    ("/operator/", "运行总览", "Overview"),
    ("/operator/regions", "区域接入", "Regions"),
    ("/operator/catalog", "地区目录同步", "Regions' catalogues"),
    ("/operator/settlement", "各区域收支", "Settlement"),
    ("/operator/exchanges", "地区往来消息", "Exchanges"),
    ("/operator/clients", "接入应用", "Clients"),
    ("/operator/keys", "签名密钥", "Signing keys"),
    ("/operator/relocations", "单位迁址", "Relocations"),
    ("/operator/accounts", "账号管理", "Accounts"),
    ("/operator/roles", "角色与权限", "Roles"),
    ("/operator/jobs", "任务", "Jobs"),
    ("/operator/statistics", "统计", "Statistics"),
    ("/operator/maintenance", "维护与只读", "Maintenance"),
]
