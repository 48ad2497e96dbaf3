"""The capability's tables, in one place to import."""

from hub.identity.account_tables import Account, ExternalIdentity, RoleGrant
from hub.identity.organization_tables import BankAccount, Organization, Qualification
from hub.identity.session_tables import AccessToken, LoginState, OneTimeCode, TryCounter, WebSession

__all__ = [
    "AccessToken",
    "Account",
    "BankAccount",
    "ExternalIdentity",
    "LoginState",
    "OneTimeCode",
    "Organization",
    "Qualification",
    "RoleGrant",
    "TryCounter",
    "WebSession",
]
