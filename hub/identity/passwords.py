"""Passwords are kept as argon2id; at most four are computed at once, because each takes 19 MiB."""

import threading
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(4)
# Compared with when nobody has the username, so that an unknown account takes as long as a wrong password.
_nobodys_hash = _hasher.hash(token_urlsafe(32))


def use_lowest_costs() -> None:
    """Make hashes that are worth nothing against a thief but cost no time: for tests only."""
    global _hasher, _nobodys_hash
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _nobodys_hash = _hasher.hash(token_urlsafe(32))


def hash_password(password: str) -> str:
    """The hash to keep."""
    with _at_once:
        return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the one whose hash was kept; with None the answer is no, after the same time."""
    with _at_once:
        try:
            return _hasher.verify(kept or _nobodys_hash, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(kept: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(kept)
