"""The closed lists of scopes (contracts.md §5): what a person may let a portal do, and what a service may do alone."""

from collections.abc import Collection

from hub.identity.rules import TOKEN_SCOPES

OPENID = "openid"
OFFLINE = "offline_access"
SIGN_IN_SCOPES = (OPENID, "org", "person", OFFLINE)
PORTAL_SCOPES = SIGN_IN_SCOPES + tuple(scope for scope in TOKEN_SCOPES if scope not in SIGN_IN_SCOPES)
REGION_SCOPES = ("region.report", "settlement.read", "settlement.ack", "bank.write")
SERVICE_SCOPES = (*REGION_SCOPES, "webhook.manage")
WRITE_SCOPES = frozenset({"holder.write", "voucher.apply", "order.write", "redemption.write"})
WRITE_SCOPES |= {"region.report", "settlement.ack", "bank.write", "webhook.manage"}


def grant_types_of(scopes: Collection[str], redirect_uris: Collection[str]) -> list[str]:
    """The OAuth grant types that follow from what a client may do; nobody chooses them by hand."""
    found = ["authorization_code"] if redirect_uris else []
    if redirect_uris and OFFLINE in scopes:
        found.append("refresh_token")
    if any(scope in SERVICE_SCOPES for scope in scopes):
        found.append("client_credentials")
    return found
