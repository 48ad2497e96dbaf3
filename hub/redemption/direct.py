"""快速兑付: a redemption without orders, on invoices of one institution for one type of service (CSJ-45, G-12)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from hub import catalog, orders, vouchers
from hub.federation import directory
from hub.identity import Organization, find_organization_by_uscc, get_organization, is_suspended
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.numbers import next_number
from hub.kernel.states import record_birth
from hub.policy import Question, preview
from hub.redemption import direct_errors
from hub.redemption.editions import keep_edition
from hub.redemption.holding import is_direct
from hub.redemption.models import Invoice, InvoiceOrder, Redemption, RedemptionOrder
from hub.redemption.ownership import belonging
from hub.redemption.parts import draw_in
from hub.redemption.whole import whole
from hub.vouchers import Instrument
from schemas.terms import HOLDER_ROLES, RedemptionBasis, RedemptionState, VoucherMode

THIRD_LEVEL = 3
SELLER_RULES = frozenset({"order.seller_region", "order.same_party", "order.seller_suspended"})


@whole
def draft_direct(
    *,
    instrument_no: str,
    institution: str,
    category_code: str,
    by: Actor,
    contract_fen: int | None = None,
    texts: Mapping[str, str] | None = None,
) -> Redemption:
    """Begin a redemption on invoices alone; ``institution`` by its 统一社会信用代码."""
    instrument = vouchers.get_instrument(instrument_no)
    by.require(*HOLDER_ROLES, organization_id=instrument.holder_id)
    _require_direct(instrument)
    seller = seller_of(institution)
    _require_fit(seller, get_organization(instrument.holder_id), instrument)
    now = business_now()
    redemption = Redemption(
        no=f"DF-{now:%Y%m%d}-{next_number('DF', now.date()):05d}",
        programme=instrument.programme,
        area=instrument.area,
        mode=instrument.mode,
        basis=RedemptionBasis.DIRECT,
        instrument_id=instrument.id,
        holder_id=instrument.holder_id,
        seller_id=seller.id,
        category_code=_third_level(category_code),
        started_by_kind="holder",
        started_by=by.account_id,
        state=RedemptionState.DRAFT,
        contract_fen=contract_fen,
        payer_area=directory.payer_area(instrument.programme, instrument.area),
        texts=dict(texts or {}),
        drafted_at=now,
    )
    db.session.add(redemption)
    db.session.flush()
    record_birth(redemption, by=by)
    keep_edition(redemption, by=by)
    return redemption


def direct_vouchers(holder_id: UUID) -> list[Instrument]:
    """The holder's vouchers in force that are redeemed without orders."""
    today = business_today()
    return [one for one in vouchers.list_instruments(holder_id, on=today) if is_direct_voucher(one)]


def is_direct_voucher(instrument: Instrument) -> bool:
    """Whether the policy of the voucher's area redeems it without orders today."""
    holder_redeems = instrument.mode is VoucherMode.HOLDER_REDEEMS
    today = business_today()
    return holder_redeems and vouchers.is_direct_only(instrument.programme, instrument.area, instrument.mode, today)


def _require_direct(instrument: Instrument) -> None:
    if not is_direct_voucher(instrument):
        raise direct_errors.NotDirect(no=instrument.no, field="voucher")
    why = vouchers.why_not_valid(
        state=instrument.state,
        valid_from=instrument.valid_from,
        valid_until=instrument.valid_until,
        on=business_today(),
    )
    if why is not None:
        raise orders.VoucherNotValid(no=instrument.no, why=orders.WHY_NOT[why], field="voucher")


def seller_of(uscc: str) -> Organization:
    """The institution with this code.

    Raises:
        InstitutionMissing: there is none.
    """
    found = find_organization_by_uscc(uscc.strip().upper())
    if found is None or not found.is_institution:
        raise direct_errors.InstitutionMissing(field="institution")
    return found


def _require_fit(seller: Organization, holder: Organization, instrument: Instrument) -> None:
    """What the policy says of the seller of an order holds for that of an invoice too (F-04, F-15, G-45)."""
    region = directory.find_region_of_division(seller.division)
    on = business_today()
    said = preview(
        Question(
            phase="order",
            programme=instrument.programme,
            area=instrument.area,
            anchors={"order": on, "voucher": instrument.granted_at.date()},
            facts={
                "order.on": on,
                "order.seller_division": seller.division,
                "order.seller_region": region.code if region is not None else seller.division[:2],
                "order.seller_suspended": is_suspended(seller, business_now()),
                "order.same_party": seller.uscc == holder.uscc,
                "voucher.mode": str(instrument.mode),
            },
        )
    )
    against = next((result for result in said.failed if result.rule in SELLER_RULES), None)
    if against is not None:
        raise direct_errors.InstitutionUnfit(
            institution=seller.name, why=against.message_zh, why_en=against.message_en, field="institution"
        )


def _third_level(code: str) -> str:
    known = {category.code: category for category in catalog.list_categories()}
    if code not in known or known[code].level != THIRD_LEVEL:
        raise direct_errors.CategoryNotThirdLevel(field="category")
    return code


def category_words(code: str | None) -> str:
    """The path of a category: 一级 › 二级 › 三级."""
    return " › ".join(category.name("zh") for category in catalog.category_path(code or ""))


def require_same(redemption: Redemption, *, number: str, institution: str | None, category: str | None) -> None:
    """Refuse an invoice of another institution or type than the application is for.

    Raises:
        AnotherInstitution: it names both.
        AnotherCategory: it names both.
    """
    if not is_direct(redemption) or redemption.seller_id is None:
        return
    own = get_organization(redemption.seller_id)
    if institution and (other := seller_of(institution)).id != own.id:
        raise direct_errors.AnotherInstitution(own=own.name, other=other.name, number=number, field="institution")
    if category and category != redemption.category_code:
        mine, theirs = category_words(redemption.category_code), category_words(_third_level(category))
        raise direct_errors.AnotherCategory(own=mine, other=theirs, number=number, field="category")


def stand_in(redemption: Redemption, invoice: Invoice, *, by: Actor) -> None:
    """The order behind an invoice: of its amount, on it alone, so that rules ①–③ hold (G-12)."""
    assert redemption.seller_id is not None
    order = orders.stand_in_for_invoice(
        programme=redemption.programme,
        area=redemption.area,
        instrument_id=redemption.instrument_id,
        holder_id=redemption.holder_id,
        institution_id=redemption.seller_id,
        category_code=str(redemption.category_code),
        category=category_words(redemption.category_code),
        amount_fen=invoice.amount_fen,
        by=by,
    )
    draw_in(redemption, order)
    db.session.add(InvoiceOrder(**belonging(redemption), invoice_id=invoice.id, order_id=order.id))
    db.session.flush()


def drop_stand_ins(redemption: Redemption, order_ids: tuple[UUID, ...], *, by: Actor) -> None:
    """The invoice is taken out, and the order behind it with it."""
    for order in orders.list_orders_by_id(order_ids):
        orders.drop_stand_in(order, by=by, reason="发票已删除 / the invoice was removed")
    covered = db.session.query(RedemptionOrder).where(
        RedemptionOrder.redemption_id == redemption.id, RedemptionOrder.order_id.in_(order_ids)
    )
    covered.delete(synchronize_session="fetch")


def list_sellers(words: str = "", *, limit: int = 100) -> Sequence[Organization]:
    """Registered institutions that are not suspended, by name; ``words`` is part of one."""
    found = select(Organization).where(Organization.is_institution)
    if words.strip():
        found = found.where(Organization.name.contains(words.strip(), autoescape=True))
    rows = db.session.execute(found.order_by(Organization.name).limit(limit)).scalars()
    at = business_now()
    return [one for one in rows if not is_suspended(one, at)]


def list_types() -> list[tuple[str, str]]:
    """Every type of service of the third level, by code and path."""
    known = {category.code: category for category in catalog.list_categories()}
    return [
        (code, " › ".join(known[code[:end]].name("zh") for end in (2, 4, 6) if code[:end] in known))
        for code, category in sorted(known.items())
        if category.level == THIRD_LEVEL
    ]
