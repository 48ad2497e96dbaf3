"""The capability's tables, in one place to import."""

from hub.identity.account_tables import Account, ExternalIdentity, RoleGrant
from hub.identity.organization_tables import BankAccount, Organization, Qualification
from hub.identity.proof_tables import Agreement, PhoneProof, ProofPurpose, RecoveryCode
from hub.identity.provider.tables import (
    ClientAssertion,
    LogoutNotice,
    OAuthClient,
    OAuthCode,
    OAuthConsent,
    OAuthGrant,
    OAuthRequest,
    OAuthToken,
    PairwiseSubject,
    SigningKey,
)
from hub.identity.request_tables import (
    IdentityRequest,
    Invitation,
    LinkTicket,
    OrganizationName,
    RequestKind,
    RequestState,
)
from hub.identity.session_tables import AccessToken, LoginState, OneTimeCode, TryCounter, WebSession

__all__ = [
    "AccessToken",
    "Account",
    "Agreement",
    "BankAccount",
    "ClientAssertion",
    "ExternalIdentity",
    "IdentityRequest",
    "Invitation",
    "LinkTicket",
    "LoginState",
    "LogoutNotice",
    "OAuthClient",
    "OAuthCode",
    "OAuthConsent",
    "OAuthGrant",
    "OAuthRequest",
    "OAuthToken",
    "OneTimeCode",
    "Organization",
    "OrganizationName",
    "PairwiseSubject",
    "PhoneProof",
    "ProofPurpose",
    "Qualification",
    "RecoveryCode",
    "RequestKind",
    "RequestState",
    "RoleGrant",
    "SigningKey",
    "TryCounter",
    "WebSession",
]
