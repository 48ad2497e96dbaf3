"""Pages for the audience "enterprise"."""

from hub.web.audience import audience

bp = audience(__name__, __path__, "/enterprise")
MENU = [
    ("/enterprise/", "工作台", "Workbench"),
    ("/enterprise/vouchers", "我的创新券", "My vouchers"),
    ("/enterprise/applications", "申领", "Applications"),
    ("/enterprise/cart", "我的购物车", "My cart"),
    ("/enterprise/orders", "我的订单", "My orders"),
    ("/enterprise/phone-bookings", "电话预约", "Telephone bookings"),
    ("/enterprise/uses", "使用创新券", "Voucher uses"),
    ("/enterprise/redemptions", "兑付", "Redemptions"),
    ("/enterprise/payments", "到账", "Payments"),
    ("/enterprise/evaluations", "服务评价", "Evaluations"),
    ("/enterprise/favorites", "我的收藏", "My favorites"),
    ("/institution/joining", "申请加盟", "Join as an institution"),
]
