"""What a direct redemption (快速兑付) refuses."""

from hub.kernel.errors import Invalid, Refused


class NotDirect(Refused):
    """The area redeems on orders."""

    code = "redemption.not_direct"
    zh = "券{no}所在区域凭订单兑付，不办理快速兑付：请先下单，再到“申请兑付”选择订单。"
    en = "The area of voucher {no} redeems on orders: place an order, then choose it under redemptions."


class InstitutionMissing(Invalid):
    """Nobody is registered under what was chosen."""

    code = "redemption.institution_missing"
    zh = "请从列表中选择一个在平台登记的服务机构。"
    en = "Choose an institution that is registered here from the list."


class InstitutionUnfit(Refused):
    """The policy takes no voucher for services of this institution."""

    code = "redemption.institution_unfit"
    zh = "不能就{institution}的服务申请兑付：{why}"
    en = "Services of {institution} cannot be redeemed: {why_en}"


class CategoryNotThirdLevel(Invalid):
    """A type of service is chosen down to its third level (CSJ-45)."""

    code = "redemption.category_level"
    zh = "请把服务项目类型选到第三级。"
    en = "Choose the type of service down to its third level."


class AnotherInstitution(Refused):
    """One redemption, one institution (CSJ-45)."""

    code = "redemption.another_institution"
    zh = "快速兑付一次只能选择一个服务机构：本申请为{own}，发票{number}为{other}。请为该机构另建一份快速兑付申请。"
    en = "A direct redemption takes one institution: this one is for {own}, invoice {number} of {other}. Begin another."


class AnotherCategory(Refused):
    """One redemption, one type of service (CSJ-45)."""

    code = "redemption.another_category"
    zh = "快速兑付一次只能选择一个服务项目类型：本申请为{own}，发票{number}为{other}。请为该类型另建一份快速兑付申请。"
    en = "A direct redemption takes one type of service: this one is for {own}, {number} for {other}. Begin another."
