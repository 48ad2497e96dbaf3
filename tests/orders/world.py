"""The sample world and shorthands of the tests of applications, vouchers and orders."""

from datetime import datetime
from io import BytesIO

from hub import ledger, vouchers
from hub.identity import actor_of_username, find_organization_by_uscc
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.clock import SHANGHAI, business_now, set_business_time
from hub.kernel.ids import new_id
from hub.ledger import Balances
from hub.orders import Order, place_order
from hub.vouchers import Instrument, VoucherApplication
from schemas.terms import (
    ApplicationState,
    Assurance,
    InstrumentState,
    QualificationKind,
    Role,
    VoucherMode,
    fen_of_yuan,
    yuan,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
USCC = {
    "E01": "91320118MA9QY1013T",
    "E02": "91320312MA9QY10219",
    "E04": "91310118MA9QY10489",
    "E05": "91310118MA9QY10564",
    "E06": "91320509MA9QY1064N",
    "E07": "91320509MA9QY1072H",
    "E08": "91330421MA9QY1080N",
    "E10": "91340500MA9QY11013",
    "E11": "91340500MA9QY111XT",
    "E12": "91320507MA9QY1128P",
    "E13": "91330108MA9QY1136G",
    "E14": "91120104MA9QY11440",
    "E15": "91120116MA9QY11527",
    "E16": "91340100MA9QY1160H",
    "E17": "91110108MA9QY11798",
    "E18": "91320118MA9QY11874",
}
BOTH = {"Q": VoucherMode.HOLDER_REDEEMS, "U": VoucherMode.INSTITUTION_REDEEMS}


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
    """Move business time."""
    set_business_time(datetime(year, month, day, hour, minute, tzinfo=SHANGHAI))


def staff(username: str) -> Actor:
    """A sample person of an area, an institution or an enterprise with a hub account."""
    return actor_of_username(username)


def buyer(key: str) -> Actor:
    """Somebody who acts for a sample enterprise, signed in through its region or at the hub."""
    unit = find_organization_by_uscc(USCC[key])
    assert unit is not None
    granted = GrantedRole(Role.HOLDER_ADMIN, organization_id=unit.id)
    return Actor(new_id(), f"{key}经办人", unit.id, frozenset({granted}), Assurance.SUBSTANTIAL)


def applied(key: str, programme: str, area: str, **answers: object) -> VoucherApplication:
    """A draft of an application with a file in every required slot."""
    by = buyer(key)
    assert by.organization_id is not None
    application = vouchers.start_application(
        programme=programme, area=area, holder_id=by.organization_id, by=by, **answers
    )
    for slot in vouchers.open_slots(application):
        if slot.required:
            vouchers.attach_file(application=application, slot=slot.code, stream=BytesIO(PDF), name="a.pdf", by=by)
    return application


def provincial_voucher(key: str, number: str = "202432011800000001") -> Instrument:
    """S01: a technology SME's voucher of the province, granted at once after the stamped form."""
    application = applied(
        key, "js-provincial", "jiangsu", kind=QualificationKind.TECH_SME, qualification_no=number,
        revenue_fen=fen_of_yuan("120000000.00"),
    )  # fmt: skip
    vouchers.submit_application(application=application, by=buyer(key))
    vouchers.upload_stamped_form(application=application, stream=BytesIO(PDF), name="form.pdf", by=buyer(key))
    return granted(application)


def area_voucher(key: str, area: str, letter: str, amount: str = "500000.00", officer: str = "mas_admin") -> Instrument:
    """A voucher of the Delta programme that an area's officer approved."""
    application = applied(key, "delta", area)
    vouchers.submit_application(application=application, by=buyer(key))
    return vouchers.approve_application(
        application=application, amount_fen=fen_of_yuan(amount), mode=BOTH[letter], by=staff(officer)
    )


def hand_out(key: str, area: str, letter: str, amount: str, programme: str = "delta") -> Instrument:
    """A voucher without its application, for tests about orders only."""
    holder = find_organization_by_uscc(USCC[key])
    assert holder is not None
    now = business_now()
    application = VoucherApplication(
        no=f"SQ-{new_id()}"[:40], programme=programme, area=area, holder_id=holder.id, year=now.year,
        state=ApplicationState.IN_REVIEW, started_at=now,
    )  # fmt: skip
    from hub.kernel.db import db

    db.session.add(application)
    db.session.flush()
    return vouchers.grant_instrument(
        application=application, amount_fen=fen_of_yuan(amount), mode=BOTH[letter], by=THE_HUB
    )


def granted(application: VoucherApplication) -> Instrument:
    """The voucher of a granted application."""
    assert application.state is ApplicationState.GRANTED and application.instrument_id is not None
    instrument = vouchers.instrument_by_id(application.instrument_id)
    assert instrument.state is InstrumentState.ACTIVE
    return instrument


def order(key: str, service: str, instrument: Instrument | None, quantity: int = 1, agreed: str | None = None) -> Order:
    """An order placed now."""
    return place_order(
        service_no=service,
        quantity=quantity,
        instrument_no=instrument.no if instrument else None,
        agreed_fen=fen_of_yuan(agreed) if agreed else None,
        by=buyer(key),
    )


def figures(instrument: Instrument) -> tuple[str, str, str]:
    """Granted, reserved and available, in yuan."""
    found: Balances = ledger.balances(instrument.id)
    return yuan(found.granted_fen), yuan(found.reserved_fen), yuan(found.available_fen)
