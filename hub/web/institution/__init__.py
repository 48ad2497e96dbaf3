"""Pages for the audience "institution"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/institution")
MENU = [
    ("/institution/", "工作台", "Workbench"),
    ("/institution/services", "服务管理", "My services"),
    ("/institution/instruments", "仪器管理", "My instruments"),
    ("/institution/certificates", "资质证书", "Certificates"),
    ("/institution/shop", "店铺资料", "Shop"),
    ("/institution/orders", "收到的订单", "Orders received"),
    ("/institution/phone-bookings", "电话预约", "Telephone bookings"),
    ("/institution/uses", "用券确认", "Voucher uses"),
    ("/institution/redemptions", "兑付", "Redemptions"),
    ("/institution/evaluations", "服务评价", "Evaluations"),
    ("/institution/payments", "结算", "Payments"),
]
