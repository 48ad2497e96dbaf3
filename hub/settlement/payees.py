"""Who is paid and on which account: written down with the payout when the batch is reviewed."""

from collections.abc import Sequence

from hub import identity
from hub.kernel.db import db
from hub.settlement.errors import PayeeAccountMissing
from hub.settlement.models import Payout


def write_down_accounts(payouts: Sequence[Payout]) -> None:
    """Keep each payee's name, code and account as they are now, so that the instruction renders alike for ever.

    Raises:
        PayeeAccountMissing: somebody has no account; nothing is kept.
    """
    paid = {unit.id: (unit, account) for unit, account in identity.payees([payout.payee_id for payout in payouts])}
    missing = [unit.name for unit, account in paid.values() if account is None]
    if missing:
        raise PayeeAccountMissing(names="、".join(missing))
    for payout in payouts:
        unit, account = paid[payout.payee_id]
        assert account is not None
        payout.payee_name, payout.payee_uscc, payout.bank_name = unit.name, unit.uscc, account.bank_name
        payout.account, payout.account_last4 = account.number, account.last4
    db.session.flush()
