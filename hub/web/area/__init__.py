"""Pages for the audience "area"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/area")
MENU = [
    ("/area/", "工作台", "Workbench"),
    ("/area/queue", "待办队列", "Queue"),
    ("/area/applications", "申领审核", "Applications"),
    ("/area/orders", "额度确认", "Quota confirmation"),
    ("/area/desk/applications", "批量办理", "Several at once"),
    ("/area/uses", "用券与终止", "Voucher uses"),
    ("/area/redemptions", "兑付审核", "Redemptions"),
    ("/area/periods", "兑付周期", "Redemption periods"),
    ("/area/window", "窗口代办", "Window service"),
    ("/area/requests", "单位事项", "Requests of units"),
    ("/area/listings", "服务上架", "Listings"),
    ("/area/institutions", "服务机构", "Institutions"),
    ("/area/disputes", "争议处理", "Disputes"),
    ("/area/notices", "公示", "Public notices"),
    ("/area/statistics", "统计", "Statistics"),
    ("/area/directory", "互认目录", "Laboratories"),
    ("/area/sanctions", "惩戒与注销", "Sanctions"),
    ("/area/spot-checks", "拨付后抽查", "Spot-checks"),
    ("/area/recovery", "应收回款项", "To recover"),
    ("/area/stock", "存量导入", "Taking over stock"),
    ("/area/people", "区域人员", "People of the area"),
    ("/area/phrases", "常用语", "Phrases"),
    ("/area/absence", "请假代办", "Absence"),
    ("/area/checks", "核查阈值", "Limits of the checks"),
    ("/area/policies", "政策", "Policies"),
]
