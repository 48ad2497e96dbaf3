"""The caller, its organisation and its messages."""

from typing import Any
from uuid import UUID

from hub import identity
from hub.api.access import caller, scopes, unit
from hub.api.operation import Blueprint, operation
from hub.kernel.clock import business_today
from hub.messages import inbox, mark_read
from schemas.api import holders as schemas
from schemas.api.common import Nothing

bp = Blueprint("holders", __name__, url_prefix="/api/v1", description="本人与本单位 / The caller and its organisation")


@operation(bp, "GET", "/me", "getMe", scope="org", answers=schemas.Me)
def get_me() -> Any:
    """On whose behalf the token acts, and what it may do."""
    actor = caller()
    organization = identity.get_organization(actor.organization_id) if actor.organization_id else None
    roles = sorted({granted.role.value for granted in actor.roles})
    return {
        "name": actor.name,
        "organization": organization,
        "roles": roles,
        "scopes": sorted(scopes()),
        "assurance": actor.assurance,
    }


@operation(bp, "GET", "/holder", "getHolder", scope="org", answers=schemas.Holder)
def get_holder() -> Any:
    """The caller's organisation with its qualifications."""
    organization = identity.get_organization(unit())
    answer = {name: getattr(organization, name) for name in schemas.Unit().fields}
    answer["qualifications"] = identity.list_qualifications(organization.id, business_today())
    answer["missing_profile"] = [en for _, en in identity.missing_profile(organization)]
    return answer


@operation(
    bp,
    "GET",
    "/messages",
    "listMessages",
    scope="message.read",
    query=schemas.MessageQuery,
    answers=schemas.MessageList,
)
def list_messages(query: dict[str, Any]) -> Any:
    """Messages to the caller, the newest first."""
    return {"items": inbox(caller(), unread_only=query["unread_only"], limit=query["limit"])}


@operation(
    bp, "POST", "/messages/<uuid:message_id>/read", "readMessage", scope="message.read", takes=Nothing,
    answers=schemas.MessageMarked,
)  # fmt: skip
def read_message(body: dict[str, Any], message_id: UUID) -> Any:
    """Note that the caller has read it."""
    del body
    mark_read(message_id, by=caller())
    return {"id": message_id, "is_read": True}
