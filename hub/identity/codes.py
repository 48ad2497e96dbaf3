"""Six-digit codes by text message: one purpose, one phone, bound to what asked for it, used once, counted."""

from sqlalchemy import update

from hub import messages
from hub.identity.models import OneTimeCode, WebSession
from hub.identity.rules import CODE_LASTS
from hub.identity.secrets import new_code
from hub.kernel.clock import utc_now
from hub.kernel.crypto import blind_index
from hub.kernel.db import db
from schemas.terms import Assurance


def send_code(*, purpose: str, phone: str, bound_to: str) -> None:
    """Send a new code; earlier ones for the same purpose, phone and asker stop counting, those of others do not."""
    now = utc_now()
    index = phone_index(phone)
    _retire(purpose, index, bound_to)
    code = new_code()
    db.session.add(
        OneTimeCode(
            purpose=purpose,
            phone_index=index,
            bound_to=bound_to,
            code_hash=_hashed(code, purpose, index, bound_to),
            created_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    db.session.flush()
    messages.send_sms(phone, f"{purpose}_code", code=code, minutes=int(CODE_LASTS.total_seconds() // 60))


def use_code(*, purpose: str, phone: str, bound_to: str, code: str) -> bool:
    """Whether this code was sent for this purpose to this phone and asker, unused and in time; it is used up then."""
    return use_code_at(purpose=purpose, index=phone_index(phone), bound_to=bound_to, code=code)


def use_code_at(*, purpose: str, index: str, bound_to: str, code: str) -> bool:
    """Like ``use_code``, where only the index of the phone is at hand."""
    used = db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.purpose == purpose,
            OneTimeCode.phone_index == index,
            OneTimeCode.bound_to == bound_to,
            OneTimeCode.code_hash == _hashed(code.strip(), purpose, index, bound_to),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > utc_now(),
        )
        .values(used_at=utc_now())
        .returning(OneTimeCode.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return used is not None


def raise_assurance(session: WebSession) -> None:
    """A code was given in this session: it counts as substantial from here on, never as more."""
    now = utc_now()
    session.code_confirmed_at = now
    if session.assurance is Assurance.LOW:
        session.assurance = Assurance.SUBSTANTIAL
    db.session.flush()


def phone_index(phone: str) -> str:
    """By what a phone number is found again."""
    return blind_index("account.phone", phone)


def _hashed(code: str, purpose: str, index: str, bound_to: str) -> str:
    # Keyed: there are a million codes, and whoever reads the table must not find which one was sent.
    return blind_index("one_time_code.code", "|".join((code, purpose, index, bound_to)))


def _retire(purpose: str, index: str, bound_to: str) -> None:
    db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.purpose == purpose,
            OneTimeCode.phone_index == index,
            OneTimeCode.bound_to == bound_to,
            OneTimeCode.used_at.is_(None),
        )
        .values(used_at=utc_now())
    )
