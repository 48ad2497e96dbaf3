"""Old codes that fail the check of GB 32100 (W-17): an office admits one on evidence, for whoever asked (G-46).

Who asked registers afterwards with the phone of the request; an assertion of a region with such a code stays refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from stdnum.cn import uscc as gb32100

from hub import messages
from hub.federation import directory
from hub.identity.errors import AlreadyRegistered, CodeFailsCheck, CodeNeedsNoOffice
from hub.identity.identity_requests import HUB_OFFICE, OPEN, asked_of, open_request, withdraw_request
from hub.identity.models import IdentityRequest, RequestKind, RequestState
from hub.identity.organizations import find_organization_by_uscc
from hub.identity.provider.issuer import issuer
from hub.identity.request_errors import RequestOpen
from hub.identity.rules import plain_phone
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.kernel.files import adopt_file
from hub.kernel.scope import everything


@dataclass(frozen=True)
class LegacyCode:
    """What the office judges: the unit as its licence names it, and who answers for it."""

    uscc: str
    name: str
    division: str
    real_name: str
    phone: str
    why: str


def is_checked(uscc: str) -> bool:
    """Whether the check character of GB 32100 is right."""
    return uscc.isascii() and bool(gb32100.is_valid(uscc))


def may_register(uscc: str, phone: str) -> bool:
    """Whether the owner of this phone may register this code: it is right, or an office admitted it for them."""
    return is_checked(uscc) or any(
        asked_of(request)["phone"] == plain_phone(phone) for request in _about(uscc, (RequestState.APPROVED,))
    )


def require_registrable(uscc: str, phone: str) -> None:
    """Refuse a code that no office admitted for this phone.

    Raises:
        CodeFailsCheck: its check character is wrong.
    """
    if not may_register(uscc, phone):
        raise CodeFailsCheck(field="uscc")


def ask_for_legacy_code(*, asked: LegacyCode, licence_id: UUID) -> IdentityRequest:
    """Ask the office of the unit's place to admit its code; what it sent back before is asked anew.

    Raises:
        CodeNeedsNoOffice: the code is right, or admitted already: it can be registered.
        AlreadyRegistered: a unit with this code is known.
        RequestOpen: an office is looking at this code.
    """
    if may_register(asked.uscc, asked.phone):
        raise CodeNeedsNoOffice(field="uscc")
    if find_organization_by_uscc(asked.uscc) is not None:
        raise AlreadyRegistered(field="uscc")
    for earlier in _about(asked.uscc, OPEN):
        if earlier.state is not RequestState.RETURNED or asked_of(earlier)["phone"] != plain_phone(asked.phone):
            raise RequestOpen(no=earlier.no, field="uscc")
        withdraw_request(request=earlier, by=THE_HUB)
    area = directory.find_area_of_division(asked.division)
    request = open_request(
        kind=RequestKind.LEGACY_CODE,
        area=area.code if area else HUB_OFFICE,
        asked={**vars(asked), "phone": plain_phone(asked.phone)},
        evidence=[licence_id],
        by=THE_HUB,
    )
    # No unit exists that the licence could belong to: it is kept for the request, or would be swept away.
    adopt_file(licence_id, request.id)
    return request


def tell_admitted(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Say by text where the unit goes on to register, now that its code is admitted."""
    asked = asked_of(request)
    link = f"{issuer()}/register?uscc={asked['uscc']}"
    messages.send_sms(asked["phone"], "legacy_code_admitted", name=asked["name"], no=request.no, link=link)


def tell_refused(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001
    """Say by text why not, or what is missing."""
    asked = asked_of(request)
    messages.send_sms(
        asked["phone"], "legacy_code_refused", name=asked["name"], no=request.no, reason=request.reason or "—"
    )


def _about(uscc: str, states: Collection[RequestState]) -> list[IdentityRequest]:
    """The requests about this code; what is asked is encrypted, and such codes are few."""
    with everything():
        found = db.session.scalars(
            select(IdentityRequest)
            .where(IdentityRequest.kind == RequestKind.LEGACY_CODE, IdentityRequest.state.in_(states))
            .order_by(IdentityRequest.submitted_at, IdentityRequest.id)
        ).all()
    return [request for request in found if asked_of(request)["uscc"] == uscc]
