"""An institution's receivables by payer and when they are settled next."""

from flask.typing import ResponseReturnValue

from hub.web.finance.receivables import receivables_page
from hub.web.guards import allow
from hub.web.institution import bp
from schemas.terms import INSTITUTION_ROLES


@bp.get("/payments")
@allow(*INSTITUTION_ROLES)
def list_payments() -> ResponseReturnValue:
    """What is due, on the way and paid."""
    return receivables_page()
