"""Proving by a code to the phone on record that an account is one's own, without saying before whether it exists.

The text is sent by a job in every case, so that neither the page nor its time tells whether anybody has the name or
the number.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from hub.identity.codes import phone_index, send_code, use_code_at
from hub.identity.errors import TooManyTries
from hub.identity.models import Account, PhoneProof, ProofPurpose
from hub.identity.rules import CODE_LASTS
from hub.identity.secrets import hash_of, new_secret
from hub.identity.tries import TEXTS_BY_PHONE, TEXTS_BY_PHONE_A_DAY, take_try
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job

TRIES = 5
PROVED_LASTS = timedelta(minutes=15)
# Which text message carries the code.
TEXTS = {ProofPurpose.SIGN_IN: "login", ProofPurpose.GUARD: "login", ProofPurpose.RECOVER: "reset"}


def start_proof(
    *,
    purpose: ProofPurpose,
    browser: str,
    account: Account | None = None,
    phone: str | None = None,
    next_path: str | None = None,
) -> str:
    """Begin a proof for an account, for whoever has a phone, or for nobody; returns the secret for the browser."""
    now = utc_now()
    secret = new_secret()
    proof = PhoneProof(
        purpose=purpose,
        secret_hash=hash_of(secret),
        browser_hash=hash_of(browser),
        account_id=account.id if account else None,
        phone_index=phone_index(phone) if phone else None,
        next_path=next_path,
        created_at=now,
        expires_at=now + CODE_LASTS,
    )
    db.session.add(proof)
    db.session.flush()
    enqueue(send_proof_code, proof_id=str(proof.id))
    return secret


@job("account.send_proof_code")
def send_proof_code(*, proof_id: str) -> None:
    """Send the code to the phone on record, once; nobody hears anything where there is no such phone."""
    with unit_of_work():
        proof = db.session.get(PhoneProof, UUID(proof_id), with_for_update=True)
        owners = owners_of(proof) if proof is not None else []
        phone = next((owner.phone for owner in owners if owner.phone), None)
        if proof is None or phone is None or proof.used_at is not None or proof.expires_at <= utc_now():
            return
        try:
            take_try(TEXTS_BY_PHONE, f"{proof.purpose}|{phone_index(phone)}")
            take_try(TEXTS_BY_PHONE_A_DAY, f"{proof.purpose}|{phone_index(phone)}")
        except TooManyTries:
            return
        send_code(purpose=TEXTS[proof.purpose], phone=phone, bound_to=str(proof.id))


def find_proof(secret: str | None, *, purpose: ProofPurpose, browser: str | None) -> PhoneProof | None:
    """The proof under way in this browser, neither used nor expired; None when there is none."""
    if not secret or not browser:
        return None
    return db.session.scalars(
        select(PhoneProof)
        .where(
            PhoneProof.secret_hash == hash_of(secret),
            PhoneProof.browser_hash == hash_of(browser),
            PhoneProof.purpose == purpose,
            PhoneProof.used_at.is_(None),
            PhoneProof.expires_at > utc_now(),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def take_proof_try(proof: PhoneProof) -> None:
    """Count a try at the code before it is judged; commit before judging.

    Raises:
        TooManyTries: this proof has had its tries; another one can be begun.
    """
    taken = db.session.execute(
        update(PhoneProof)
        .where(PhoneProof.id == proof.id, PhoneProof.tries < TRIES)
        .values(tries=PhoneProof.tries + 1)
        .returning(PhoneProof.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        raise TooManyTries()


def confirm_proof(proof: PhoneProof, code: str) -> bool:
    """Whether the code is the one that was sent; the proof then stands for a quarter of an hour."""
    index = proof.phone_index or next((owner.phone_index for owner in owners_of(proof)), None)
    if index is None:
        return False
    if not use_code_at(purpose=TEXTS[proof.purpose], index=index, bound_to=str(proof.id), code=code):
        return False
    proof.proved_at = utc_now()
    proof.expires_at = utc_now() + PROVED_LASTS
    db.session.flush()
    return True


def spend_proof(proof: PhoneProof) -> bool:
    """Use a proof up: True once, and only after its code was right."""
    spent = db.session.execute(
        update(PhoneProof)
        .where(
            PhoneProof.id == proof.id,
            PhoneProof.used_at.is_(None),
            PhoneProof.proved_at.is_not(None),
            PhoneProof.expires_at > utc_now(),
        )
        .values(used_at=utc_now())
        .returning(PhoneProof.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return spent is not None


def use_proof(proof: PhoneProof) -> bool:
    """Use a proof up without its code: an authenticator's was given instead. True once."""
    proof.proved_at = proof.proved_at or utc_now()
    db.session.flush()
    return spend_proof(proof)


def owners_of(proof: PhoneProof) -> list[Account]:
    """The hub accounts that the proof may open: the one it is for, or all that have its phone.

    Who comes in by a region has no password here and is not among them.
    """
    found = select(Account).where(Account.disabled_at.is_(None), Account.password_hash.is_not(None))
    if proof.account_id is not None:
        found = found.where(Account.id == proof.account_id)
    elif proof.phone_index is not None:
        found = found.where(Account.phone_index == proof.phone_index)
    else:
        return []
    return list(db.session.scalars(found.order_by(Account.registered_at, Account.id)))
