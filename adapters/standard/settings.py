"""What a region.toml may say to the dialect ``standard``; an unknown key stops start-up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """``channel`` is "http" or "files". With "files" people carry the documents and no address is needed.

    ``issuer`` names an OpenID provider by its address when the region has one; otherwise people use hub accounts.
    The claims of unit and person are found under ``…_claim``, a path with dots in userinfo or the ID token.
    """

    channel: str = "http"
    base_url: str = ""
    token: str = "env:STANDARD_REGION_TOKEN"  # noqa: S105 - where the token is found, not the token
    hosts: tuple[str, ...] = ()
    jwks_path: str = "/keys.json"
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    algorithms: tuple[str, ...] = ("ES256", "EdDSA")
    scope: str = "openid org person"
    uscc_claim: str = "org.uscc"
    org_name_claim: str = "org.name"
    person_claim: str = "person.name"
    phone_claim: str = "person.phone"

    def __post_init__(self) -> None:
        if self.channel not in ("http", "files"):
            raise ValueError(f"channel is {self.channel!r}: it must be http or files")
        if self.channel == "http" and not self.base_url:
            raise ValueError("channel http needs base_url")
