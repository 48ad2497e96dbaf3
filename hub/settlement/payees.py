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
    missing = []
    for payout in payouts:
        unit = identity.get_organization(payout.payee_id)
        account = identity.payout_account(payout.payee_id)
        if account is None:
            missing.append(unit.name)
            continue
        payout.payee_name, payout.payee_uscc, payout.bank_name = unit.name, unit.uscc, account.bank_name
        payout.account, payout.account_last4 = account.number, account.last4
    if missing:
        raise PayeeAccountMissing(names="、".join(missing))
    db.session.flush()
