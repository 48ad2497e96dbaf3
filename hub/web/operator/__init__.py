"""Pages for the audience "operator"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/operator")
MENU = [
    ("/operator/", "运行总览", "Overview"),
    ("/operator/regions", "区域接入", "Regions"),
    ("/operator/capabilities", "能力对照", "Capabilities"),
    ("/operator/catalog", "地区目录同步", "Regions' catalogues"),
    ("/operator/settlement", "各区域收支", "Settlement"),
    ("/operator/exchanges", "地区往来消息", "Exchanges"),
    ("/operator/clients", "接入应用", "Clients"),
    ("/operator/keys", "签名密钥", "Signing keys"),
    ("/operator/relocations", "单位迁址", "Relocations"),
    ("/operator/accounts", "账号管理", "Accounts"),
    ("/operator/roles", "角色与权限", "Roles"),
    ("/operator/schedules", "定时任务", "Schedules"),
    ("/operator/jobs", "任务队列", "Jobs"),
    ("/operator/wordings", "消息文字", "Wordings"),
    ("/operator/calendar", "工作日历", "Calendar"),
    ("/operator/sealing", "封存状态", "Sealing"),
    ("/operator/backups", "备份核验", "Backups"),
    ("/operator/statistics", "统计", "Statistics"),
    ("/operator/maintenance", "维护与只读", "Maintenance"),
]
