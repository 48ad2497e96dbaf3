"""How clients, keys and logout notices stand, as people are told; each follows from the row and the real clock."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from hub.identity.provider.tables import LogoutNotice, OAuthClient, SigningKey


class ClientState(StrEnum):
    """Whether a client may do anything."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class KeyStage(StrEnum):
    """The life of a signing key; a RETIRED one signs no more but is still accepted."""

    WAITING = "WAITING"
    SIGNING = "SIGNING"
    RETIRED = "RETIRED"
    REMOVED = "REMOVED"


class NoticeState(StrEnum):
    """What became of a logout notice."""

    OWED = "OWED"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


def state_of_client(client: OAuthClient) -> ClientState:
    """Whether the client is disabled."""
    return ClientState.ENABLED if client.disabled_at is None else ClientState.DISABLED


def state_of_notice(notice: LogoutNotice) -> NoticeState:
    """Delivered, given up, or still owed."""
    if notice.delivered_at is not None:
        return NoticeState.DELIVERED
    return NoticeState.OWED if notice.given_up_at is None else NoticeState.GIVEN_UP


def stage_of_key(key: SigningKey, keys: Sequence[SigningKey], now: datetime) -> KeyStage:
    """The stage of one of ``keys``, which come newest first."""
    if key.removed_at is not None:
        return KeyStage.REMOVED
    if key.signs_from > now:
        return KeyStage.WAITING
    newest = next(other for other in keys if other.signs_from <= now and other.removed_at is None)
    return KeyStage.SIGNING if key.id == newest.id else KeyStage.RETIRED
