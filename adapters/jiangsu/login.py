"""Login at Jiangsu's platform: OAuth 2.0, then userinfo with Chinese keys; nothing is signed, so low assurance."""

from collections.abc import Mapping

from adapters.answers import optional_text, readable, text
from adapters.contract import Assertion, Callback, Person, Secrets
from adapters.jiangsu.settings import Settings
from adapters.protocols.oauth2 import Client, Provider
from adapters.transport import Http


def oauth_client(settings: Settings, http: Http, secrets: Secrets) -> Client:
    """The hub at Jiangsu's authorization server; every address is pinned, there is no discovery."""
    provider = Provider(
        authorize_url=f"{settings.base_url}/auth/authorize",
        token_url=f"{settings.base_url}/auth/token",
        userinfo_url=f"{settings.base_url}/auth/userinfo",
        client_id=settings.client_id,
        client_secret=secrets(settings.client_secret),
    )
    return Client(provider, http)


def assertion(client: Client, issuer: str, callback: Callback, remember: Mapping[str, str]) -> Assertion:
    """Who logged in."""
    userinfo = client.finish(callback, remember)
    with readable("userinfo answer"):
        return Assertion(
            issuer=issuer,
            subject=text(userinfo, "用户标识"),
            uscc=optional_text(userinfo, "统一社会信用代码"),
            org_name=optional_text(userinfo, "单位名称"),
            person=Person(optional_text(userinfo, "经办人"), optional_text(userinfo, "手机号")),
        )
