"""Checks on patterns over time: one seller with most of the money (F-10), one contract cut into orders (F-11)."""

from collections import defaultdict
from datetime import timedelta

from hub.integrity.examined import Deal, Earnings, Examined, Hit
from hub.integrity.models import Severity
from hub.integrity.thresholds import Thresholds
from schemas.terms import yuan_grouped


def concentration(examined: Examined) -> list[Hit]:
    """F-10: a seller with most of an area's quarter, or living on one buyer."""
    return [hit for one in examined.earnings for hit in _shares(one, examined.thresholds)]


def _shares(one: Earnings, limits: Thresholds) -> list[Hit]:
    least, found = limits.of("share_least_awards"), []
    if one.awards >= least and _above(one.seller_fen, one.area_fen, limits.of("award_share_percent")):
        percent = limits.of("award_share_percent")
        found.append(
            Hit(
                "F-10",
                Severity.WARN,
                f"“{one.seller}”占本区域本季度兑付额超过{percent}%。",
                f"“{one.seller}” has more than {percent} % of this quarter's awards of the area.",
                {"seller_yuan": yuan_grouped(one.seller_fen), "area_yuan": yuan_grouped(one.area_fen)},
            )
        )
    if one.income_awards >= least and _above(one.from_buyer_fen, one.income_fen, limits.of("buyer_share_percent")):
        percent = limits.of("buyer_share_percent")
        found.append(
            Hit(
                "F-10",
                Severity.WARN,
                f"“{one.seller}”的券收入超过{percent}%来自本企业。",
                f"More than {percent} % of the voucher income of “{one.seller}” comes from this buyer.",
                {"buyer_yuan": yuan_grouped(one.from_buyer_fen), "income_yuan": yuan_grouped(one.income_fen)},
            )
        )
    return found


def _above(part_fen: int, whole_fen: int, percent: int) -> bool:
    return whole_fen > 0 and part_fen * 100 > whole_fen * percent


def splitting(examined: Examined) -> list[Hit]:
    """F-11: several orders of one pair within some days, each just under the area's limit."""
    limits = examined.thresholds
    top_fen = limits.of("approval_limit_yuan") * 100
    floor_fen = top_fen * (100 - limits.of("split_margin_percent")) // 100
    by_seller: dict[object, list[Deal]] = defaultdict(list)
    for deal in examined.deals:
        if floor_fen <= deal.amount_fen <= top_fen and top_fen:
            by_seller[deal.seller_id].append(deal)
    found = []
    for deals in by_seller.values():
        close = _closest(deals, limits.of("split_orders"), limits.of("split_days"))
        if close:
            nos, limit = "、".join(deal.no for deal in close), yuan_grouped(top_fen)
            zh = f"{len(close)}笔订单均接近{limit}元限额且时间相近，疑似拆单：{nos}。"
            en = f"{len(close)} orders just under {limit} yuan stand close together, as if split: {nos}."
            found.append(Hit("F-11", Severity.WARN, zh, en, {"orders": nos, "limit_yuan": limit}))
    return found


def _closest(deals: list[Deal], count: int, days: int) -> list[Deal]:
    """All deals of the first window of ``days`` that holds at least ``count`` of them."""
    ordered = sorted(deals, key=lambda deal: (deal.placed_on, deal.no))
    for first in ordered:
        within = [d for d in ordered if first.placed_on <= d.placed_on <= first.placed_on + timedelta(days=days)]
        if len(within) >= count:
            return within
    return []


PATTERN_CHECKS = (concentration, splitting)
