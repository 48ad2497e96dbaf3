"""What a region.toml may say to the dialect ``zhejiang``; an unknown key stops start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address of the platform; the secret is named ``env:NAME``. ``hosts`` empty: those of ``base_url`` and ``issuer``.

    ``issuer`` is the address of the single sign-on of the government portal where it has one of its own.
    """

    base_url: str
    app_id: str
    secret: str
    issuer: str = ""
    hosts: tuple[str, ...] = ()
