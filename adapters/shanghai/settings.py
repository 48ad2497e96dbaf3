"""What a region.toml may say to the dialect ``shanghai``; an unknown key stops start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address of the platform; secrets are named ``env:NAME``. ``hosts`` empty: the host of ``base_url`` only.

    ``issuer`` empty: ``base_url`` + /oidc. ``jwks_path`` is where the platform publishes its message keys.
    """

    base_url: str
    client_id: str
    client_secret: str
    api_key: str
    issuer: str = ""
    hosts: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ("ES256",)
    acr_values: str = "substantial"
    jwks_path: str = "/message-keys.json"
