"""The authenticator (TOTP, RFC 6238) and the recovery codes that stand in for it when it is lost."""

from secrets import choice
from uuid import UUID

import pyotp
from sqlalchemy import delete, func, or_, select, update

from hub import audit, messages
from hub.identity.actors import actor_for
from hub.identity.errors import CodeRefused, SecondFactorNeeded, SecondFactorThere
from hub.identity.models import Account, RecoveryCode
from hub.identity.roles import is_staff, list_grants
from hub.identity.secrets import hash_of
from hub.identity.signing_out import sign_out_everywhere
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db

TOTP_SECONDS = 30
ISSUER = "科技创新券枢纽"
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
# No letters or digits that are taken for one another: 31 characters, 79 bits in sixteen of them.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_totp_secret() -> str:
    """A fresh key for an authenticator (160 bits, base32)."""
    return pyotp.random_base32()


def provisioning_uri(account: Account, secret: str) -> str:
    """What the QR code says to the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username or str(account.id), issuer_name=ISSUER)


def use_second_factor(account: Account, code: str) -> str | None:
    """ "totp" or "recovery" when the code is right and was never used, otherwise None."""
    typed = "".join(code.split()).replace("-", "").lower()
    if use_totp(account, typed):
        return "totp"
    if account.totp_secret and len(typed) == RECOVERY_LENGTH and _use_recovery_code(account, typed):
        return "recovery"
    return None


def use_totp(account: Account, code: str) -> bool:
    """Whether the code is the authenticator's now (or a step beside), and no code of that step was used before."""
    step = _step_of(account.totp_secret, code)
    return step is not None and _spend_step(account, step)


def enroll_second_factor(*, account: Account, secret: str, code: str, by: Actor) -> list[str]:
    """Take an authenticator whose code is right, in place of an earlier one; returns the recovery codes, once.

    Raises:
        SecondFactorThere: this key is in use already: its codes were shown before.
        CodeRefused: the code is not this key's.
    """
    if account.totp_secret == secret:
        raise SecondFactorThere()
    step = _step_of(secret, code)
    if step is None:
        raise CodeRefused(field="code")
    replaced = account.totp_secret is not None
    account.totp_secret, account.totp_last_step = secret, step
    account.must_enroll_second_factor = False
    db.session.flush()
    codes = _write_recovery_codes(account)
    _record(account, "second factor replaced" if replaced else "second factor added", by=by)
    return codes


def renew_recovery_codes(*, account: Account, by: Actor) -> list[str]:
    """Ten new codes; none of the old ones counts any more.

    Raises:
        SecondFactorNeeded: there is no authenticator that they could stand in for.
    """
    if account.totp_secret is None:
        raise SecondFactorNeeded()
    codes = _write_recovery_codes(account)
    _record(account, "recovery codes renewed", by=by)
    return codes


def remove_second_factor(*, account: Account, by: Actor) -> None:
    """Do without an authenticator.

    Raises:
        SecondFactorNeeded: staff cannot (contracts.md §9).
    """
    if is_staff(list_grants(account.id)) or account.totp_secret is None:
        raise SecondFactorNeeded()
    _clear(account)
    _record(account, "second factor removed", by=by)


def reset_second_factor(account: Account, by: Actor) -> None:
    """Take away a lost authenticator on evidence: a new one is set up at the next sign-in, after password and text."""
    _clear(account)
    account.must_enroll_second_factor = True
    sign_out_everywhere(account, why="second factor reset", by=by)
    _record(account, "second factor reset", by=by)


def count_recovery_codes(account_id: UUID) -> int:
    """How many codes are left."""
    counted: int = db.session.execute(
        select(func.count(RecoveryCode.id)).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    ).scalar_one()
    return counted


def needs_second_factor(account: Account) -> bool:
    """Whether a sign-in waits for a code: staff, whoever has an authenticator, and whoever must have one."""
    return account.totp_secret is not None or account.must_enroll_second_factor or is_staff(list_grants(account.id))


def _step_of(secret: str | None, code: str) -> int | None:
    """The step (30 seconds) whose code this is: now, or one beside, because clocks differ."""
    if not secret or not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    now = int(utc_now().timestamp()) // TOTP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = (now, now - 1, now + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.at(step * TOTP_SECONDS), code)), None)


def _spend_step(account: Account, step: int) -> bool:
    spent = db.session.execute(
        update(Account)
        .where(Account.id == account.id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return spent is not None


def _write_recovery_codes(account: Account) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(choice(_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    now = utc_now()
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_hashed(account, code), created_at=now) for code in codes
    )
    db.session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)) for code in codes]


def _use_recovery_code(account: Account, typed: str) -> bool:
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == _hashed(account, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utc_now())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if used is not None:
        _record(account, "recovery code used", by=actor_for(account.id))
    return used is not None


def _hashed(account: Account, code: str) -> str:
    return hash_of(f"{account.id}|{code}")


def _clear(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    account.totp_secret = account.totp_last_step = None
    db.session.flush()


def _record(account: Account, what: str, *, by: Actor) -> None:
    """Write down what changed, and tell the owner here and on the phone."""
    audit.record("account.contact_changed", by=by, subject="account", subject_id=account.id, after={"what": what})
    messages.tell(
        "account.contact_changed",
        account_id=account.id,
        subject="account",
        subject_no=account.username or str(account.id),
        path="/account/second-factor",
    )
    if account.phone:
        messages.send_sms(account.phone, "security_changed")
