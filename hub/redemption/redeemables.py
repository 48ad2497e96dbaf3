"""兑付列表: confirmed uses whose redeeming side this is, what each still lacks, and handing in many at once.

Each use is redeemed by itself; what was uploaded with it goes into its redemption (ZJ1-28…31, ZJ2-29…32).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.orders import uses
from hub.orders.uses import UseFile, UseRow
from hub.redemption.models import Redemption
from hub.redemption.of_uses import INVOICE, begin_for_use, begun_for_use, slots_for_use
from hub.redemption.parts import parts_of
from hub.redemption.redeemable_rules import Lack, lacks_of
from hub.redemption.submitting import resubmit_redemption, submit_redemption
from schemas.terms import OrderState, RedemptionState, UseState, VoucherMode


@dataclass(frozen=True)
class Redeemable:
    """A row of the list: the use, its redemption where one was begun, and what is lacking, in both languages."""

    row: UseRow
    redemption: Redemption | None
    lacks: Sequence[Lack]
    wants_number: bool

    @property
    def no(self) -> str:
        """The number of the use."""
        return self.row.no

    @property
    def complete(self) -> bool:
        """兑付所需材料「符合」."""
        return not self.lacks


@dataclass(frozen=True)
class RowResult:
    """What became of one row of many: the redemption, or why it was refused."""

    no: str
    redemption: Redemption | None
    error: HubError | None


def list_redeemables(*, holder_id: UUID | None = None, institution_id: UUID | None = None) -> list[Redeemable]:
    """The rows of one side, the newest first."""
    mode = VoucherMode.HOLDER_REDEEMS if holder_id else VoucherMode.INSTITUTION_REDEEMS
    rows = uses.list_uses(holder_id=holder_id, institution_id=institution_id, state=UseState.CONFIRMED)
    open_rows = [row for row in rows if row.order.mode is mode and row.order.state is OrderState.IN_SERVICE]
    return [_redeemable(row) for row in open_rows]


def count_of_other_side(*, holder_id: UUID | None = None, institution_id: UUID | None = None) -> int:
    """Confirmed uses that the other side redeems: why one's own list may be empty (ZJ2-29)."""
    mode = VoucherMode.INSTITUTION_REDEEMS if holder_id else VoucherMode.HOLDER_REDEEMS
    rows = uses.list_uses(holder_id=holder_id, institution_id=institution_id, state=UseState.CONFIRMED)
    return sum(row.order.mode is mode for row in rows)


def submit_redeemables(*, nos: Sequence[str], by: Actor) -> list[RowResult]:
    """Hand in each of these, by itself: what is refused stays as it was and says why."""
    return [_submit(no, by) for no in dict.fromkeys(nos)]


def _submit(no: str, by: Actor) -> RowResult:
    try:
        with db.session.begin_nested():
            redemption = begin_for_use(no=no, by=by)
            again = redemption.state is not RedemptionState.DRAFT
            hand_in = resubmit_redemption if again else submit_redemption
            return RowResult(no, hand_in(redemption=redemption, by=by), None)
    except HubError as error:
        return RowResult(no, None, error)


def _redeemable(row: UseRow) -> Redeemable:
    """Before a redemption is begun its papers are those of the use."""
    redemption, files = begun_for_use(row.order.id), uses.files_of(row.use)
    counts: Mapping[str, int] = _counts(files)
    loose = [file for file in files if file.slot == INVOICE]
    numbered = bool(loose and row.use.invoice_number and row.use.invoice_fen)
    if redemption is not None:
        parts = parts_of(redemption)
        counts, numbered = parts.counts, bool(parts.invoices)
        loose = [file for file in loose if file.file_id not in {invoice.file_id for invoice in parts.invoices}]
    lacks = lacks_of(slots_for_use(row.order), counts, numbered=numbered, uploaded=bool(loose))
    return Redeemable(row, redemption, lacks, wants_number=not numbered and bool(loose))


def _counts(files: Sequence[UseFile]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for file in files:
        counted[file.slot] = counted.get(file.slot, 0) + 1
    return counted
