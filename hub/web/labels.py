"""Every code as words: state labels in the programme's own terms, and who waits for whom (P01).

A programme may call a state differently (``labels.toml`` of its regions); what it does not name has the canonical
word of hub/web/words.py.
"""

from enum import Enum, StrEnum

from flask import Flask

from hub.catalog import ListingState
from hub.federation import UnknownArea, directory
from hub.identity import Organization, RequestState, mask_name, mask_phone, portals
from hub.joining import StepState, StockState
from hub.policy import AmendmentState, state_words
from hub.redemption.dispute_models import DisputeState
from hub.settlement import ProposalState
from hub.web.language import lang
from hub.web.words import WAITING, WORDS
from hub.webhooks import DeliveryState, WebhookState
from schemas import terms
from schemas.joining import CERTIFICATES

STATES: dict[str, type[StrEnum]] = {
    "application": terms.ApplicationState,
    "voucher": terms.InstrumentState,
    "order": terms.OrderState,
    "use": terms.UseState,
    "redemption": terms.RedemptionState,
    "dispute": DisputeState,
    "batch": terms.BatchState,
    "payout": terms.PayoutState,
    "budget": ProposalState,
    "exchange": terms.ExchangeState,
    "region_step": StepState,
    "stock": StockState,
    "hold": terms.HoldState,
    "request": RequestState,
    "client": portals.ClientState,
    "signing_key": portals.KeyStage,
    "logout_notice": portals.NoticeState,
    "webhook": WebhookState,
    "webhook_delivery": DeliveryState,
    "amendment": AmendmentState,
    "listing": ListingState,
}
TABLES = {
    "application": "voucher_application",
    "voucher": "instrument",
    "batch": "settlement_batch",
    "budget": "budget_proposal",
    "request": "identity_request",
    "amendment": "policy_amendment",
    "listing": "listing_version",
}
_COLOURS = {
    "good": "APPROVED GRANTED CONFIRMED REDEEMED ACTIVE COMPLETED PAID PAYABLE CLOSED ACKED RECONCILED ACCEPTED "
    "IN_SERVICE POSTED ENABLED SIGNING DELIVERED PUBLISHED",
    "bad": "REJECTED REFUSED_BY_HOLDER REJECTED_BY_AREA CANCELLED LAPSED TERMINATED EXPIRED WITHDRAWN DISCARDED DEAD "
    "REFUSED VOIDED DISPUTED OBJECTED DISABLED GIVEN_UP REMOVED DROPPED",
    "mine": "DRAFT UNCONFIRMED RETURNED AWAITING_STAMPED_FORM AWAITING_HOLDER AWAITING_PAPER HELD FROZEN UNKNOWN",
}


def install(app: Flask) -> None:
    """Give templates ``state_label``, ``word``, ``state_colour``, ``waiting_for``, ``place_name``, ``region_name``."""
    app.jinja_env.globals.update(masked_contact=masked_contact)
    app.jinja_env.globals.update(state_label=state_label, word=word, state_colour=state_colour, waiting_for=waiting_for)
    app.jinja_env.globals.update(place_name=place_name, region_name=region_name, certificate_word=certificate_word)


def state_label(kind: str, state: str, programme: str | None = None, language: str | None = None) -> str:
    """The word for a state of an "order", "redemption", "application", "voucher", "batch", "payout" or "exchange"."""
    language = language or lang()
    own = state_words(programme).get(kind, {}).get(str(state), {}).get(language)
    if own:
        return own
    known = STATES.get(kind)
    return word(known(state), language) if known and state in known.__members__.values() else str(state)


def word(member: Enum, language: str | None = None) -> str:
    """The canonical word for a member of any enumeration of schemas/terms.py."""
    zh, en = WORDS.get(type(member).__name__, {}).get(member.name, (str(member.value), str(member.value)))
    return zh if (language or lang()) == "zh" else en


def place_name(code: str | None) -> str:
    """The name of an area or region in the person's language; a dash for none, the code of a place outside."""
    try:
        return directory.area_name(code, lang()) if code else "—"
    except UnknownArea:
        return str(code)


def masked_contact(unit: Organization) -> str:
    """Whom to ask at a unit, as its own profile says, masked; a dash where nobody is named."""
    phone = mask_phone(unit.contact_phone) if unit.contact_phone else ""
    return f"{mask_name(unit.contact_name or '')} {phone}".strip() or "—"


def region_name(code: str) -> str:
    """The name of a region in the person's language, where an area has the same code."""
    return directory.get_region(code).names.text(lang())


def certificate_word(kind: str) -> str:
    """What a certificate of an institution is called."""
    return dict(CERTIFICATES).get(kind, {}).get(lang(), kind)


def state_colour(state: str) -> str:
    """ "good", "bad", "mine" (somebody must do something) or "open": the colour of a state's chip."""
    return next((colour for colour, states in _COLOURS.items() if str(state) in states.split()), "open")


def waiting_for(kind: str, state: str, stage: str | None = None, language: str | None = None) -> str:
    """Who is waited for in this state, or an empty text where nothing is open."""
    known = WAITING.get(kind, {})
    zh, en = known.get(f"{state}:{stage}") or known.get(str(state)) or ("", "")
    return zh if (language or lang()) == "zh" else en
