"""What a region.toml may say to the dialect ``jiangsu``; an unknown key stops start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address of the platform; secrets are named ``env:NAME``. ``hosts`` empty: the host of ``base_url`` only."""

    base_url: str
    client_id: str
    client_secret: str
    app_key: str
    hosts: tuple[str, ...] = ()
    jwks_path: str = "/keys.json"
