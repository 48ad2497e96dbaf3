"""What a region.toml may say to the dialect ``tianjin``; an unknown key stops start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address of the platform; secrets are named ``env:NAME``. ``hosts`` empty: the host of ``base_url`` only.

    ``cas_path`` is where its CAS server stands, ``jwks_path`` where it publishes its message keys. ``renew`` asks for
    the password at every login, though the person may be logged in there already.
    """

    base_url: str
    api_key: str
    hosts: tuple[str, ...] = ()
    cas_path: str = "/cas"
    jwks_path: str = "/message-keys.json"
    renew: bool = False

    @property
    def cas_url(self) -> str:
        """The CAS server's address, which is also the issuer of its logins."""
        return self.base_url.rstrip("/") + self.cas_path
