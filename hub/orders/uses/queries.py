"""Reading uses; what somebody may see is narrowed by the scope, and a draft is its enterprise's alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub import ledger
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.kernel.db import db
from hub.kernel.files import StoredFile, find_attached
from hub.kernel.scope import everything
from hub.orders.holds import reserved_fen
from hub.orders.models import Order
from hub.orders.uses.errors import UseUnknown
from hub.orders.uses.rules import STANDING, Earlier, states_of, use_state
from hub.orders.uses.tables import UseFile, VoucherUse
from hub.policy import Decision, get_decision
from hub.vouchers import Instrument, instrument_by_id
from schemas.terms import OrderState, UseState, VoucherMode

UNSEEN = (OrderState.DRAFT, OrderState.RESERVING)


@dataclass(frozen=True)
class UseRow:
    """A use with its order, as lists show it."""

    use: VoucherUse
    order: Order
    holder: Organization
    institution: Organization

    @property
    def state(self) -> UseState:
        """How the use stands."""
        return use_state(self.order.state)

    @property
    def no(self) -> str:
        """The number of the use, which is its order's."""
        return self.order.no

    @property
    def amount_fen(self) -> int:
        """What the use draws: its award once there is one."""
        return self.order.planned_fen if self.order.assessed_fen is None else self.order.assessed_fen


@dataclass(frozen=True)
class UseView(UseRow):
    """Everything a page shows of a use."""

    instrument: Instrument
    files: Sequence[UseFile]
    decision: Decision | None
    held_fen: int
    reserved_fen: int
    payer: tuple[str, str]


def get_use(no: str) -> tuple[VoucherUse, Order]:
    """The use with this number and its order.

    Raises:
        UseUnknown: there is none, or it is not visible here.
    """
    found = select(VoucherUse, Order).join(Order, Order.id == VoucherUse.order_id).where(Order.no == no)
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise UseUnknown()
    return row.VoucherUse, row.Order


def use_of_order(order_id: UUID) -> VoucherUse | None:
    """The use that an order is, whoever owns it, or None."""
    with everything():
        return db.session.execute(select(VoucherUse).where(VoucherUse.order_id == order_id)).scalar_one_or_none()


def show_use(no: str) -> UseView:
    """A use with its parties, voucher, files and decision."""
    use, order = get_use(no)
    with everything():
        assert order.instrument_id is not None
        instrument = instrument_by_id(order.instrument_id)
        area = order.payer_area or use.area
        return UseView(
            use=use,
            order=order,
            holder=get_organization(order.holder_id),
            institution=get_organization(order.institution_id),
            instrument=instrument,
            files=files_of(use),
            decision=get_decision(order.decision_id) if order.decision_id else None,
            held_fen=ledger.balances(instrument.id).available_fen,
            reserved_fen=reserved_fen(order),
            payer=(directory.area_name(area, "zh"), directory.area_name(area, "en")),
        )


def list_uses(
    *,
    holder_id: UUID | None = None,
    institution_id: UUID | None = None,
    areas: Sequence[str] | None = None,
    state: UseState | None = None,
    words: str = "",
) -> list[UseRow]:
    """Uses of a buyer, a seller or of areas, the newest first."""
    found = select(VoucherUse, Order).join(Order, Order.id == VoucherUse.order_id)
    if holder_id is not None:
        found = found.where(VoucherUse.holder_id == holder_id)
    else:
        found = found.where(Order.state.not_in(UNSEEN))
    if institution_id is not None:
        found = found.where(VoucherUse.institution_id == institution_id)
    if areas is not None:
        found = found.where(VoucherUse.area.in_(areas))
    if state is not None:
        found = found.where(Order.state.in_(states_of(state)))
    if words.strip():
        name = VoucherUse.contract_name.contains(words.strip(), autoescape=True)
        found = found.where((Order.no == words.strip()) | name)
    rows = db.session.execute(found.order_by(Order.placed_at.desc(), Order.no.desc()).limit(200)).all()
    return [_row(row.VoucherUse, row.Order) for row in rows]


def files_of(use: VoucherUse) -> Sequence[UseFile]:
    """The files of a use, in the order in which they came; callers reached it through a row of their own."""
    with everything():
        found = select(UseFile).where(UseFile.use_id == use.id).order_by(UseFile.added_at, UseFile.id)
        return db.session.execute(found).scalars().all()


def get_use_file(use: VoucherUse, file_id: UUID) -> StoredFile:
    """A file of this use.

    Raises:
        UseUnknown: it has no such file.
    """
    stored = find_attached(file_id) if file_id in {one.file_id for one in files_of(use)} else None
    if stored is None:
        raise UseUnknown()
    return stored


def find_face(code: str) -> UseRow | None:
    """The use behind the QR of a face, for anybody; a draft has no face yet."""
    with everything():
        found = select(VoucherUse, Order).join(Order, Order.id == VoucherUse.order_id)
        row = db.session.execute(
            found.where(VoucherUse.face_code == code, Order.state != OrderState.DRAFT)
        ).one_or_none()
        return _row(row.VoucherUse, row.Order) if row else None


def earlier_uses(use: VoucherUse, *, sha256s: Sequence[str]) -> list[Earlier]:
    """Other uses of this enterprise with the same seller and contract, or with the same contract file."""
    same_file = select(UseFile.use_id).where(
        UseFile.slot == "contract", UseFile.sha256.in_(list(sha256s)), UseFile.holder_id == use.holder_id
    )
    same_words = (VoucherUse.contract_key == use.contract_key) & (VoucherUse.institution_id == use.institution_id)
    found = (
        select(VoucherUse, Order)
        .join(Order, Order.id == VoucherUse.order_id)
        .where(
            VoucherUse.id != use.id,
            VoucherUse.holder_id == use.holder_id,
            Order.state != OrderState.DRAFT,
            same_words | VoucherUse.id.in_(same_file),
        )
    )
    with everything():
        return [_earlier(row.VoucherUse, row.Order) for row in db.session.execute(found.order_by(Order.placed_at))]


def standing_use_of_booking(booking_no: str) -> Order | None:
    """The use into which a booking went, where it still counts; of the caller's own bookings."""
    found = (
        select(Order)
        .join(VoucherUse, VoucherUse.order_id == Order.id)
        .where(VoucherUse.booking_no == booking_no, Order.state.in_(states_of(*STANDING)))
    )
    return db.session.execute(found).scalars().first()


def list_bookings(holder_id: UUID) -> list[Order]:
    """Bookings that the institution has confirmed and that no standing use stands for (ZJ1-21)."""
    used = (
        select(VoucherUse.booking_no)
        .join(Order, Order.id == VoucherUse.order_id)
        .where(VoucherUse.booking_no.is_not(None), Order.state.in_(states_of(*STANDING)))
    )
    found = select(Order).where(
        Order.holder_id == holder_id,
        Order.mode == VoucherMode.NONE,
        Order.state.in_((OrderState.IN_SERVICE, OrderState.COMPLETED)),
        Order.no.not_in(used),
    )
    return list(db.session.execute(found.order_by(Order.placed_at.desc()).limit(50)).scalars())


def _row(use: VoucherUse, order: Order) -> UseRow:
    with everything():
        return UseRow(use, order, get_organization(order.holder_id), get_organization(order.institution_id))


def _earlier(use: VoucherUse, order: Order) -> Earlier:
    assert order.instrument_id is not None
    return Earlier(
        no=order.no,
        state=use_state(order.state),
        year=instrument_by_id(order.instrument_id).year,
        ended_in=use.ended_on.year if use.ended_on else None,
        rejected=order.state is OrderState.LAPSED,
        allowed=use.contract_allowed_at is not None,
    )
