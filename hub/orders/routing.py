"""The way of an order: which mode, who is paid by whom, how much is reserved, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub import catalog, vouchers
from hub.catalog import Openness, Service
from hub.federation import directory
from hub.identity import Organization, get_parties, holder_facts, is_suspended
from hub.integrity import sanctions
from hub.kernel.clock import business_now
from hub.ledger import available_on
from hub.orders import errors
from hub.orders.expected import (
    ExpectedVoucher,
    home_granting_by_order,
    listing_facts,
    region_of_seller,
    say_by_order,
)
from hub.orders.rules import NotBargained, Price, own_share, price_of
from hub.policy import Decision, Question, preview
from hub.vouchers import Instrument
from schemas.terms import Mastership, RedemptionBasis, VoucherMode, yuan_grouped

Ask = Callable[[Question], Decision]
DIRECT_PATH = "/enterprise/redemptions/direct"
REGISTER_PATH = "/enterprise/uses/new"


@dataclass(frozen=True)
class Routing:
    """The decision about one order, before or while it is placed; ``reasons`` are sentences in both languages."""

    service: Service
    institution: Organization
    price: Price
    mode: VoucherMode = VoucherMode.NONE
    instrument: Instrument | None = None
    decision: Decision | None = None
    available_fen: int = 0
    planned_fen: int = 0
    payer_area: str | None = None
    reasons: list[dict[str, str]] = field(default_factory=list)
    by_order: tuple[str, str] | None = None

    @property
    def own_share_fen(self) -> int | None:
        """What the holder pays the institution: all of it, but for the part that the institution redeems."""
        return own_share(self.price.estimate_fen, self.planned_fen, self.mode)

    @property
    def needs_quota_confirmation(self) -> bool:
        """Whether the area confirms the quota after the institution has accepted."""
        return self.decision is not None and self.decision.quota_confirm

    @property
    def region_reserves(self) -> bool:
        """Whether the quota is mastered by the region, which has to reserve first."""
        return self.instrument is not None and self.instrument.master is Mastership.REGION


def preview_order(
    *,
    service_no: str,
    quantity: int,
    instrument_no: str | None,
    agreed_fen: int | None,
    holder_id: UUID,
    at: datetime | None = None,
    ask: Ask = preview,
) -> Routing:
    """Work out the way of an order; nothing is written (unless ``ask`` stores its decision).

    Raises:
        HubError: why it cannot be ordered like this, and what can be done instead.
    """
    at = at or business_now()
    service = catalog.get_service(service_no)
    holder, institution = get_parties(holder_id, service.institution_id)
    opened = open_to(service, holder)
    refuse_impossible(service, institution, holder, opened, at)
    try:
        price = price_of(
            pricing=service.pricing, unit_price_fen=service.price_fen, quantity=quantity, agreed_fen=agreed_fen
        )
    except NotBargained:
        raise errors.PriceFixed(field="agreed_amount") from None
    if not instrument_no:
        return without_voucher([service], institution, holder, price, at.date())
    instrument = vouchers.get_instrument(instrument_no)
    return route_with_voucher(
        service=service,
        institution=institution,
        holder=holder,
        price=price,
        instrument=instrument,
        on=at.date(),
        ask=ask,
    )


def route_with_voucher(
    *,
    service: Service,
    institution: Organization,
    holder: Organization,
    price: Price,
    instrument: Instrument,
    on: date,
    ask: Ask = preview,
    also_available_fen: int = 0,
    also_known: Mapping[str, Any] | None = None,
) -> Routing:
    """The way of an order that draws on a voucher; ``also_available_fen`` is what the order itself holds already.

    ``also_known`` are facts that stand in place of the usual ones: the way of a use, and the kind it chose.
    """
    _refuse_unusable(instrument, holder, on)
    sanctions.require_free(holder.id, institution.id, programme=instrument.programme, on=on)
    _refuse_other_ways(instrument, on, registered=also_known is not None)
    available_fen = available_on(instrument.id) + also_available_fen
    if available_fen <= 0:
        raise errors.NothingLeft(no=instrument.no)
    _require_badge(service, instrument)
    question = order_question(
        service=service,
        institution=institution,
        holder=holder,
        price=price,
        instrument=instrument,
        on=on,
        available_fen=available_fen,
    )
    decision = ask(replace(question, facts={**question.facts, **(also_known or {})}))
    if decision.basis is RedemptionBasis.DIRECT:
        raise errors.DirectOnly(area=directory.area_name(instrument.area, "zh"), path=DIRECT_PATH)
    # Only the price may be open still: what else is not known never helps (policy.md C.1).
    if not decision.allowed and not (decision.missing_facts == ("order.total_fen",) and not decision.failed):
        raise errors.OrderDenied(decision)
    return Routing(
        service,
        institution,
        price,
        mode=decision.mode or instrument.mode,
        instrument=instrument,
        decision=decision,
        available_fen=available_fen,
        planned_fen=decision.amount_fen or 0,
        payer_area=directory.payer_area(instrument.programme, instrument.area),
        reasons=say_with_voucher(instrument, institution, decision),
    )


def order_question(
    *,
    service: Service,
    institution: Organization,
    holder: Organization,
    price: Price,
    instrument: Instrument | ExpectedVoucher,
    on: date,
    available_fen: int,
) -> Question:
    """The question of phase ``order``."""
    facts: dict[str, Any] = dict(holder_facts(holder.id, on))
    facts |= listing_facts(instrument.programme, instrument.area, institution, on, phase="order")
    facts |= {
        "order.on": on,
        "order.seller_division": institution.division,
        "order.seller_region": region_of_seller(institution),
        "order.seller_suspended": False,
        "order.seller_accepts_vouchers": accepts_voucher(service, instrument),
        "order.open_to_area": open_to(service, holder).allowed,
        "order.same_party": institution.id == holder.id,
        "order.contract_count": 1,
        "order.channel": "online",
        "order.seller_count": 1,
        "voucher.mode": str(instrument.mode),
        "voucher.year": instrument.year,
        "voucher.available_fen": available_fen,
    }
    if price.estimate_fen is not None:
        facts["order.total_fen"] = price.estimate_fen
    return Question(
        phase="order",
        programme=instrument.programme,
        area=instrument.area,
        anchors={"order": on, "voucher": instrument.granted_at.date()},
        facts=facts,
        available_fen=available_fen,
    )


def open_to(service: Service, holder: Organization) -> Openness:
    """Whether the listing is open to the enterprise, by its area tags and programme badges (CSJ-20, TJ-08)."""
    homes = directory.programmes_for(holder.division)
    return catalog.openness(
        area_tags=service.area_tags,
        open_to_others=service.open_to_others,
        programme_badges=service.programme_badges,
        areas=[area.code for _, area in homes],
        programmes=[programme.code for programme, _ in homes],
    )


def accepts_voucher(service: Service, instrument: Instrument | ExpectedVoucher) -> bool:
    """Whether the voucher's programme covers the listing: by badge, or by the tag of the voucher's area."""
    return instrument.programme in service.programme_badges or instrument.area in service.area_tags


def refuse_impossible(
    service: Service, institution: Organization, holder: Organization, opened: Openness, at: datetime
) -> None:
    """Raise where nobody could order this from here today, with whatever voucher."""
    if institution.id == holder.id or institution.uscc == holder.uscc:
        raise errors.SameParty()
    if is_suspended(institution, at):
        since = institution.suspended_from
        raise errors.InstitutionSuspended(institution=institution.name, since=f"{since:%Y-%m-%d}")
    lapsed = catalog.certificates.lapsed_of(institution.id, at.date())
    if lapsed:
        raise errors.CertificateLapsed(institution=institution.name, since=f"{min(lapsed.values()):%Y-%m-%d}")
    if not opened.allowed:
        names = [directory.area_name(code, "zh") for code in service.area_tags]
        raise errors.AreaNotServed(service=service.name, areas="、".join(names))


def _refuse_other_ways(instrument: Instrument, on: date, *, registered: bool) -> None:
    """Vouchers that are spent without an order, or by registering a use, are not ordered with."""
    if vouchers.is_direct_only(instrument.programme, instrument.area, instrument.mode, on):
        raise errors.DirectOnly(area=directory.area_name(instrument.area, "zh"), path=DIRECT_PATH)
    if not registered and vouchers.registers_uses(instrument.programme, instrument.area, on):
        raise errors.RegisterInstead(path=REGISTER_PATH)


def _require_badge(service: Service, instrument: Instrument) -> None:
    if not accepts_voucher(service, instrument):
        programme = directory.get_programme(instrument.programme).names.zh
        raise errors.BadgeMissing(service=service.name, programme=programme)


def _refuse_unusable(instrument: Instrument, holder: Organization, on: date) -> None:
    if instrument.holder_id != holder.id:
        raise errors.VoucherNotValid(no=instrument.no, why=errors.WHY_NOT["not_yours"])
    if instrument.order_id is not None:
        on = max(on, instrument.valid_from)  # a voucher for one order is granted after it was placed
    why = vouchers.why_not_valid(
        state=instrument.state, valid_from=instrument.valid_from, valid_until=instrument.valid_until, on=on
    )
    if why is not None:
        raise errors.VoucherNotValid(no=instrument.no, why=errors.WHY_NOT[why])


def without_voucher(
    services: Sequence[Service], institution: Organization, holder: Organization, price: Price, on: date
) -> Routing:
    """The way without a voucher; ``by_order`` is where one can be applied for once the order is placed (TJ-12)."""
    homes = {home_granting_by_order(service, holder, on) for service in services}
    by_order = next(iter(homes)) if len(homes) == 1 else None
    first = say_by_order(by_order[0], institution) if by_order else say_without_voucher(institution)
    return Routing(services[0], institution, price, reasons=[first], by_order=by_order)


def say_without_voucher(institution: Organization) -> dict[str, str]:
    """The first reason of an order without a voucher, in both languages."""
    return {
        "zh": f"无券下单：不占用创新券额度，服务费用由买家全额支付给{institution.name}，完成后不申请兑付。",
        "en": f"Without a voucher: no quota is used; the buyer pays {institution.name} in full, nothing is redeemed.",
    }


def say_with_voucher(instrument: Instrument, institution: Organization, decision: Decision) -> list[dict[str, str]]:
    """Why an order with a voucher is as it is, in both languages: what happens first, then the policy's sentences."""
    payer = directory.payer_area(instrument.programme, instrument.area)
    zh, en = directory.area_name(payer, "zh"), directory.area_name(payer, "en")
    amount = yuan_grouped(decision.amount_fen or 0)
    if (decision.mode or instrument.mode) is VoucherMode.INSTITUTION_REDEEMS:
        asked = decision.counterparty == "holder"
        kind, agreed = decision.mode_label_zh or "通兑券", "，须经买家同意" if asked else ""
        first = {
            "zh": f"{kind}：买家只付自付部分，{institution.name}凭券向{zh}申请兑付{amount}元{agreed}。",
            "en": f"The buyer pays its share; {institution.name} redeems {amount} yuan from {en}"
            + (" if the buyer agrees." if asked else "."),
        }
    else:
        kind = decision.mode_label_zh or "通用券"
        first = {
            "zh": f"{kind}：买家先全额支付给{institution.name}，服务完成后由买家向{zh}申请兑付，拟兑{amount}元。",
            "en": f"The buyer pays {institution.name} in full, then applies to {en} itself; {amount} yuan is planned.",
        }
    rest = zip(decision.sentences("zh"), decision.sentences("en"), strict=True)
    return [first, *({"zh": chinese, "en": english} for chinese, english in rest)]
