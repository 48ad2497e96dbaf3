"""Random secrets that browsers and programs carry: 256 bits, of which the hub keeps only the hash."""

from hashlib import sha256
from secrets import randbelow, token_urlsafe


def new_secret() -> str:
    """A fresh secret of 256 bits."""
    return token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random, so a plain hash cannot be guessed back."""
    return sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """Six random digits."""
    return f"{randbelow(1_000_000):06d}"
