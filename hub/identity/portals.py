"""The front door of what operators, owners and people do about portals: clients, keys, notices, consents."""

from hub.identity.provider.client_addresses import address_fault, egress_fault
from hub.identity.provider.client_errors import ClientInvalid, ClientNotFound
from hub.identity.provider.client_rules import AUTH_METHODS, SECRET_METHODS, ClientDraft
from hub.identity.provider.client_secrets import OVERLAP, end_previous_secret, rotate_secret
from hub.identity.provider.clients import (
    change_client,
    disable_client,
    draft_of,
    enable_client,
    get_client,
    list_clients,
    register_client,
    surroundings,
)
from hub.identity.provider.connected import Connection, get_connection, list_connections, withdraw
from hub.identity.provider.connected_units import connected_units
from hub.identity.provider.issuer import discovery, issuer
from hub.identity.provider.keys import (
    KEPT_AFTER,
    PUBLISHED_BEFORE,
    SIGNS_FOR,
    announce_key,
    list_keys,
    replace_keys_now,
)
from hub.identity.provider.logout_delivery import callable_networks, list_notices, resend_notice
from hub.identity.provider.owning import Use, ask_change, find_owner, get_own_client, use_of
from hub.identity.provider.scopes import PORTAL_SCOPES, SERVICE_SCOPES, WRITE_SCOPES
from hub.identity.provider.states import (
    ClientState,
    KeyStage,
    NoticeState,
    stage_of_key,
    state_of_client,
    state_of_notice,
)
from hub.identity.provider.tables import OAuthClient, SigningKey
from hub.identity.provider.trial import Finding, finish_trial, prepare_trial

__all__ = [
    "AUTH_METHODS",
    "KEPT_AFTER",
    "OVERLAP",
    "PORTAL_SCOPES",
    "PUBLISHED_BEFORE",
    "SECRET_METHODS",
    "SERVICE_SCOPES",
    "SIGNS_FOR",
    "WRITE_SCOPES",
    "ClientDraft",
    "ClientInvalid",
    "ClientNotFound",
    "ClientState",
    "Connection",
    "Finding",
    "KeyStage",
    "NoticeState",
    "OAuthClient",
    "SigningKey",
    "Use",
    "address_fault",
    "announce_key",
    "ask_change",
    "callable_networks",
    "change_client",
    "connected_units",
    "disable_client",
    "discovery",
    "draft_of",
    "egress_fault",
    "enable_client",
    "end_previous_secret",
    "find_owner",
    "finish_trial",
    "get_client",
    "get_connection",
    "get_own_client",
    "issuer",
    "list_clients",
    "list_connections",
    "list_keys",
    "list_notices",
    "prepare_trial",
    "register_client",
    "replace_keys_now",
    "resend_notice",
    "rotate_secret",
    "stage_of_key",
    "state_of_client",
    "state_of_notice",
    "surroundings",
    "use_of",
    "withdraw",
]
