"""Where something with a number has its page, within what this person may see."""

from collections.abc import Callable

from hub import orders, redemption, settlement, vouchers
from hub.identity import request_queries
from hub.kernel.errors import NotFound
from hub.web.guards import current_actor
from schemas.terms import Role


def place_of(no: str) -> str | None:
    """The address of what has this number, or None."""
    for look in PLACES:
        try:
            return look(no)
        except NotFound:
            continue
    return None


def _redemption(no: str) -> str:
    if redemption.get_redemption(no).submitted_at is None:
        raise NotFound()
    return f"/area/redemptions/{no}"


def _of_invoice(no: str) -> str:
    """The redemption that an invoice of one's own area was handed in with, the latest."""
    found = redemption.redemption_of_invoice(no)
    if found is None:
        raise NotFound()
    return _redemption(found.no)


def _order(no: str) -> str:
    return f"/area/orders/{orders.get_order(no).no}"


def _application(no: str) -> str:
    return f"/area/applications/{vouchers.get_application(no).no}"


def _voucher(no: str) -> str:
    """The application that a voucher was granted on."""
    found = vouchers.application_of(vouchers.get_instrument(no))
    if found is None:
        raise NotFound()
    return f"/area/applications/{found.no}"


def _request(no: str) -> str:
    if request_queries.find_request(no).area not in current_actor().areas(Role.REVIEWER_INITIAL):
        raise NotFound()
    return f"/area/requests/{no}"


def _notice(no: str) -> str:
    return f"/area/notices/{redemption.get_notice(no).no}"


def _dispute(no: str) -> str:
    return f"/area/disputes/{redemption.disputes.get_dispute(no).no}"


def _batch(no: str) -> str:
    return f"/finance/batches/{settlement.get_batch(no).no}"


PLACES: tuple[Callable[[str], str], ...] = (
    _redemption, _order, _application, _request, _notice, _dispute, _batch, _voucher, _of_invoice,
)  # fmt: skip
