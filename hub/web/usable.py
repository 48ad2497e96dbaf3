"""Whether the reader's enterprise can order a service, with a voucher or without, and why not: for lists (P21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub import identity, orders, vouchers
from hub.catalog import OpenBecause, Service
from hub.identity import Organization
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.vouchers import Instrument
from hub.web.language import t
from schemas.terms import HOLDER_ROLES


@dataclass(frozen=True)
class Reader:
    """The enterprise that looks, with the vouchers it holds today."""

    unit: Organization
    vouchers: Sequence[Instrument]


@dataclass(frozen=True)
class Usable:
    """``kind``: "voucher" (a voucher of mine covers it), "order" (without one), "no"; and the reason in words."""

    kind: str
    text: str
    why: str


def reader(actor: Actor) -> Reader | None:
    """Who looks, if it is an enterprise."""
    if actor.organization_id is None or not actor.has(*HOLDER_ROLES):
        return None
    unit = identity.get_organization(actor.organization_id)
    return Reader(unit, vouchers.list_instruments(unit.id, on=business_today()))


def usability_of(services: Sequence[Service], who: Reader | None) -> dict[str, Usable]:
    """The badge of each service by its number; empty for somebody who is no enterprise."""
    return {service.no: _usable(service, who) for service in services} if who is not None else {}


def _usable(service: Service, who: Reader) -> Usable:
    if service.institution_id == who.unit.id:
        return Usable("no", t("本单位的服务", "your own"), t("买卖双方是同一单位", "buyer and seller are the same"))
    opened = orders.open_to(service, who.unit)
    if not opened.allowed:
        return Usable("no", t("不可下单", "not for you"), t("贵单位所在区域不在开放范围内", "not open to your area"))
    fitting = [one for one in who.vouchers if orders.accepts_voucher(service, one)]
    if fitting:
        numbers = "、".join(one.no for one in fitting[:2])
        return Usable("voucher", t("可用券", "voucher"), t(f"可使用 {numbers}", f"{numbers} can be used"))
    why = {
        True: t("贵单位目前没有可用的创新券", "you hold no voucher at the moment"),
        False: t("贵单位持有的券不支持该项目", "your vouchers do not cover it"),
    }[not who.vouchers]
    if opened.because is OpenBecause.OPEN_TO_OTHERS:
        why = t("该项目对贵单位所在地区仅可无券下单", "for your place it can be ordered without a voucher only")
    return Usable("order", t("可无券下单", "without a voucher"), why)
