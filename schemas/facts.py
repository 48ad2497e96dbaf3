"""The closed registry of facts a policy may ask about: what each is called, its type, and who vouches for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from schemas.terms import QualificationKind, RedemptionBasis, VoucherMode


class FactType(StrEnum):
    """Types of fact; there is no type with a decimal point."""

    MONEY = "money_fen"
    INTEGER = "int"
    BOOLEAN = "bool"
    DATE = "date"
    ENUM = "enum"
    CODE = "code"


class Authority(StrEnum):
    """Who vouches for a fact."""

    REGISTRY = "registry"
    DECLARED = "declared"
    DOCUMENT = "document"
    DERIVED = "derived"
    HUB = "hub"


@dataclass(frozen=True)
class Fact:
    """One thing a policy may ask about. ``codes`` closes an enumeration; a code list is open."""

    id: str
    type: FactType
    label_zh: str
    label_en: str
    authority: Authority
    codes: tuple[str, ...] = ()
    labels_zh: tuple[str, ...] = ()


_M, _I, _B, _D, _E, _C = (
    FactType.MONEY,
    FactType.INTEGER,
    FactType.BOOLEAN,
    FactType.DATE,
    FactType.ENUM,
    FactType.CODE,
)
_MODES = tuple(mode.value for mode in VoucherMode)
_KINDS = tuple(kind.value for kind in QualificationKind)
_BASES = tuple(basis.value for basis in RedemptionBasis)
_HOLDERS = ("enterprise", "individual", "public_institution", "social_organization", "other")

_ALL = (
    Fact("holder.kind", _E, "申领主体类型", "kind of holder", Authority.REGISTRY, _HOLDERS,
         ("企业", "个人", "事业单位", "社会组织", "其他")),
    Fact("holder.division", _C, "注册地行政区划", "division of registration", Authority.REGISTRY),
    Fact("holder.city", _C, "注册地所在设区市", "city of registration", Authority.DERIVED),
    Fact("holder.area", _C, "注册所在地（试点区域）", "area of registration", Authority.REGISTRY),
    Fact("holder.region", _C, "注册地所在省（市）", "region of registration", Authority.REGISTRY),
    Fact("holder.tech_sme_year", _I, "科技型中小企业入库年度", "year of the technology-SME number", Authority.REGISTRY),
    Fact("holder.hnte_issued_on", _D, "高新技术企业证书发证日期", "HNTE certificate issued on", Authority.REGISTRY),
    Fact("holder.incubatee", _B, "在孵企业", "resident of an incubator", Authority.DOCUMENT),
    Fact("holder.talent_led", _B, "人才企业", "talent-led enterprise", Authority.DOCUMENT),
    Fact("holder.revenue_fen", _M, "上年度营业收入", "revenue of last year", Authority.DECLARED),
    Fact("holder.sanctioned", _B, "被限制使用创新券", "barred from using vouchers", Authority.HUB),
    Fact("holder.profile_complete", _B, "企业基本信息已完善", "profile is complete", Authority.HUB),
    Fact("holder.real_name", _B, "已通过所在县（市、区）实名认证", "approved by name at the county", Authority.HUB),
    Fact("application.on", _D, "申领日期", "date of application", Authority.HUB),
    Fact("application.kind", _E, "申领时选择的企业类型", "kind chosen in the application", Authority.DECLARED, _KINDS,
         ("科技型中小企业", "高新技术企业", "在孵企业", "人才企业")),
    Fact("application.already_this_year", _B, "本年度已申领", "already applied this year", Authority.HUB),
    Fact("application.stamped", _B, "已上传盖章申领表", "stamped form uploaded", Authority.DOCUMENT),
    Fact("application.asked_fen", _M, "本次申领金额", "amount asked for", Authority.DECLARED),
    Fact("application.claimed_fen", _M, "本年度已申领额度", "claimed this year", Authority.HUB),
    Fact("application.held_fen", _M, "持有额度（已申领未使用）", "held: claimed and not yet used", Authority.HUB),
    Fact("application.seller_in_catalogue", _B, "申请日服务机构在互认目录中",
         "institution is in the directory on the day of the application", Authority.HUB),
    Fact("order.on", _D, "下单日期", "date of the order", Authority.HUB),
    Fact("order.total_fen", _M, "服务金额", "price of the service", Authority.HUB),
    Fact("order.seller_division", _C, "服务机构所在行政区划", "division of the institution", Authority.REGISTRY),
    Fact("order.seller_region", _C, "服务机构所在省（市）", "region of the institution", Authority.REGISTRY),
    Fact("order.seller_suspended", _B, "服务机构已暂停", "institution is suspended", Authority.HUB),
    Fact("order.seller_accepts_vouchers", _B, "该服务可使用本创新券", "service accepts this voucher", Authority.HUB),
    Fact("order.seller_in_catalogue", _B, "下单日服务机构在互认目录中",
         "institution is in the directory on the day of the order", Authority.HUB),
    Fact("order.open_to_area", _B, "区域标签包含企业所在区域", "area tag includes the holder's area", Authority.HUB),
    Fact("order.same_party", _B, "买卖双方为同一单位", "buyer and seller are one unit", Authority.HUB),
    Fact("order.contract_count", _I, "订单对应的合同数", "contracts of the order", Authority.HUB),
    Fact("order.channel", _E, "使用方式", "way of ordering", Authority.HUB,
         ("online", "phone", "offline"), ("在线预约", "电话预约", "线下使用")),
    Fact("order.contract_signed", _B, "已与服务机构签订合同", "contract is signed already", Authority.DECLARED),
    Fact("order.seller_count", _I, "订单包含的服务机构数", "institutions of the order", Authority.HUB),
    Fact("voucher.mode", _E, "创新券类型", "mode of the voucher", Authority.HUB, _MODES, ("通用券", "通兑券", "无券")),
    Fact("voucher.year", _I, "创新券年度", "year of the voucher", Authority.HUB),
    Fact("voucher.confirmed", _B, "已经载体确认", "use is confirmed by the institution", Authority.HUB),
    Fact("void.on", _D, "作废或终止日期", "date of the way out", Authority.HUB),
    Fact("voucher.available_fen", _M, "创新券可用余额", "available on the voucher", Authority.HUB),
    Fact("redemption.on", _D, "兑付提交日期", "date the redemption is submitted", Authority.HUB),
    Fact("redemption.period_opens", _D, "公布的兑付周期首日", "first day of the announced period", Authority.HUB),
    Fact("redemption.period_closes", _D, "公布的兑付周期末日", "last day of the announced period", Authority.HUB),
    Fact("redemption.basis", _E, "兑付依据", "basis of the redemption", Authority.HUB, _BASES, ("订单", "快速兑付")),
    Fact("redemption.contract_fen", _M, "合同金额", "contract amount", Authority.DECLARED),
    Fact("redemption.order_sum_fen", _M, "服务总金额", "sum of the orders", Authority.HUB),
    Fact("redemption.invoice_sum_fen", _M, "发票汇总金额", "sum of the invoices", Authority.DOCUMENT),
    Fact("redemption.receipt_sum_fen", _M, "银行回单汇总金额", "sum of the bank receipts", Authority.DOCUMENT),
    Fact("redemption.initiator", _E, "兑付发起方", "who starts the redemption", Authority.HUB,
         ("holder", "institution"), ("企业", "服务机构")),
)  # fmt: skip

FACTS: dict[str, Fact] = {fact.id: fact for fact in _ALL}


class UnknownFact(Exception):
    """A fact that the registry does not hold was given or asked for."""


class FactOfWrongType(Exception):
    """A value does not have the type its fact is registered with."""


def fact(fact_id: str) -> Fact:
    """The registered fact.

    Raises:
        UnknownFact: the registry holds no such fact.
    """
    try:
        return FACTS[fact_id]
    except KeyError:
        raise UnknownFact(f"unknown fact {fact_id!r}") from None


def check_value(fact_id: str, value: Any) -> None:
    """Refuse a value of the wrong type; a float is never right, and True is not the number one.

    Raises:
        FactOfWrongType: the value is not of the fact's type, or not one of its codes.
    """
    registered = fact(fact_id)
    kind = type(value)
    if registered.type in (FactType.MONEY, FactType.INTEGER):
        good = kind is int and (registered.type is FactType.INTEGER or value >= 0)
    elif registered.type is FactType.BOOLEAN:
        good = kind is bool
    elif registered.type is FactType.DATE:
        good = kind is date
    else:
        good = isinstance(value, str) and (not registered.codes or str(value) in registered.codes)
    if not good:
        raise FactOfWrongType(f"{fact_id} = {value!r} is not of type {registered.type}")
