"""Pages for the audience "public"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, None)
MENU = [
    ("/services", "服务目录", "Services"),
    ("/institutions", "服务机构", "Institutions"),
    ("/instruments", "仪器目录", "Instruments"),
    ("/map", "创新地图", "Map of cities"),
    ("/labs", "互认实验室", "Laboratories"),
    ("/policies", "政策", "Policies"),
    ("/notices", "公示", "Public notices"),
    ("/spot-checks", "拨付后抽查", "Spot-checks"),
    ("/statistics", "统计", "Statistics"),
    ("/developer/", "门户接入", "Join as a portal"),
    ("/api/v1/docs", "接口文档", "API documentation"),
    ("/status", "平台状态", "Status"),
]
