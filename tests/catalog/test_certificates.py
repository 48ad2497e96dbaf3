"""Certificates of institutions: warned of before they end, no new orders after, renewed through the office."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from hub import orders
from hub.catalog import certificates
from hub.catalog.listing_tables import Certificate
from hub.identity import find_organization_by_uscc
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db, unit_of_work
from hub.messages import Message
from hub.orders.errors import CertificateLapsed
from hub.stories.samples import make_upload
from tests.orders.test_pages import browser_of
from tests.orders.world import at, buyer

I02 = "91330402MA9JG202X5"
ENDS = date(2024, 5, 6)


def one(kind: str, until: date | None) -> Certificate:
    return Certificate(kind=kind, valid_until=until)


@pytest.mark.parametrize(
    ("shown", "on", "lapsed"),
    [
        ([], ENDS, {}),
        ([one("CMA", ENDS)], ENDS, {}),
        ([one("CMA", ENDS)], date(2024, 5, 7), {"CMA": ENDS}),
        ([one("CMA", ENDS), one("CMA", date(2025, 1, 1))], date(2024, 5, 7), {}),
        ([one("CMA", ENDS), one("CMA", None)], date(2024, 5, 7), {}),
        ([one("CMA", ENDS), one("CNAS", None)], date(2024, 5, 7), {"CMA": ENDS}),
    ],
)
def test_a_kind_has_lapsed_when_none_of_it_is_in_force(
    shown: list[Certificate], on: date, lapsed: dict[str, date]
) -> None:
    assert certificates.lapsed_kinds(shown, on) == lapsed


def hang_up(uscc: str = I02) -> Certificate:
    unit = find_organization_by_uscc(uscc)
    assert unit is not None
    hung = Certificate(
        organization_id=unit.id, kind="CMA", number="CMA-1", valid_until=ENDS, file_id=unit.id,
        added_at=datetime(2024, 1, 1, tzinfo=SHANGHAI),
    )  # fmt: skip
    db.session.add(hung)
    db.session.flush()
    return hung


def order() -> orders.Order:
    return orders.place_order(service_no="V02", quantity=1, instrument_no=None, agreed_fen=None, by=buyer("E10"))


def test_what_was_ordered_in_time_goes_on_and_nothing_new_is_taken(world: None) -> None:
    at(2024, 5, 6)
    hang_up()
    placed = order()
    at(2024, 5, 7)
    with pytest.raises(CertificateLapsed) as refused:
        order()
    assert "2024-05-06" in refused.value.text("zh")
    assert orders.get_order(placed.no).state == "PLACED"


def test_the_institution_is_warned_four_times_and_told_once_of_the_end(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        hang_up()
    for day in (date(2024, 4, 5), date(2024, 4, 6), date(2024, 4, 7), date(2024, 4, 22), date(2024, 4, 29),
                date(2024, 5, 5), date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 8)):  # fmt: skip
        with hub_app.app_context():
            certificates.warn_of_lapse(fire_at=datetime(day.year, day.month, day.day, 3, tzinfo=SHANGHAI), key=None)
    with hub_app.app_context(), scope.everything():
        told = select(Message).where(Message.event == "institution.certificate_ending")
        assert len(db.session.scalars(told).all()) == 5


def test_a_new_certificate_counts_once_the_office_has_agreed(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 5, 7)
        unit = find_organization_by_uscc("91340500MA9JG20547")
        assert unit is not None
        hang_up(unit.uscc)
    firm, office = browser_of(hub_app, "i05"), browser_of(hub_app, "mas_init")
    page = firm.open("/institution/certificates")
    assert "不能接受新订单" in page.words
    form = page.form("certificate.renew")
    assert form is not None
    given = {"kind": "CMA", "number": "CMA-2", "valid_until": "2030-05-06"}
    asked = firm.submit(page, form, given, {"file": make_upload("paper", "pdf", 4000, "a")})
    assert asked.main_object is not None, asked.refusals
    assert "不能接受新订单" in firm.open("/institution/certificates").words, "not before the office has agreed"
    desk = office.open(f"/area/requests/{asked.main_object.no}")
    approve = desk.form("request.approve")
    assert approve is not None
    office.submit(desk, approve, {}, {})
    assert "不能接受新订单" not in firm.open("/institution/certificates").words
