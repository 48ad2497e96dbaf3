"""Results of reviews reach the unit's contact by text and e-mail too, unless the unit wants neither (JS-09, JS-56)."""

import pytest
from sqlalchemy import select

from hub import vouchers
from hub.identity import Organization, find_organization_by_uscc, reaching
from hub.kernel.db import db
from hub.messages import MailOutbox, SmsOutbox, drivers, outward, tell
from tests.orders.world import USCC, applied, at, buyer, staff

WAYS = [(False, True, (0, 1)), (True, False, (1, 0)), (False, False, (0, 0))]


def texts() -> list[str]:
    found = select(SmsOutbox).where(SmsOutbox.template == outward.EVENT).order_by(SmsOutbox.created_at)
    return [row.text for row in db.session.scalars(found)]


def mails() -> list[MailOutbox]:
    return list(db.session.scalars(select(MailOutbox)))


def unit_of(key: str, email: str | None = "contact@example.org") -> Organization:
    unit = find_organization_by_uscc(USCC[key])
    assert unit is not None
    unit.contact_email = email
    return unit


def in_review(key: str) -> vouchers.VoucherApplication:
    at(2024, 8, 2)
    application = applied(key, "delta", "wujiang")
    return vouchers.submit_application(application=application, by=buyer(key))


def test_an_office_that_asks_for_more_is_read_on_the_contacts_phone_and_by_mail(world: None) -> None:
    unit_of("E06")
    application = in_review("E06")
    assert texts() == [], "only results go out"
    vouchers.return_application(application=application, reason="请补充营业收入证明", by=staff("wj_admin"))
    (text,), (mail,) = texts(), mails()
    assert text.startswith("【科技创新券】") and application.no in text and "请补充营业收入证明" in text
    assert mail.address == "contact@example.org" and application.no in mail.subject
    assert f"/enterprise/applications/{application.no}" in mail.text and "Reason: 请补充营业收入证明" in mail.text


@pytest.mark.parametrize(("sms", "mail", "sent"), WAYS)
def test_a_unit_chooses_the_ways(world: None, sms: bool, mail: bool, sent: tuple[int, int]) -> None:
    unit = unit_of("E06")
    reaching.choose_channels(unit=unit, sms=sms, mail=mail, by=buyer("E06"))
    vouchers.reject_application(application=in_review("E06"), reason="不符合条件", by=staff("wj_admin"))
    assert (len(texts()), len(mails())) == sent


def test_a_phone_gets_so_many_texts_a_day_and_the_rest_stands_in_the_hub(world: None) -> None:
    unit = unit_of("E06", None)
    for n in range(outward.TEXTS_A_DAY + 3):
        tell("redemption.paid", organization_id=unit.id, subject="redemption", subject_no=f"DF-{n}", path="/")
    assert len(texts()) == outward.TEXTS_A_DAY and mails() == []


def test_what_a_driver_could_not_take_is_tried_again(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = unit_of("E06")
    tell("redemption.paid", organization_id=unit.id, subject="redemption", subject_no="DF-1", path="/x")
    (mail,) = mails()
    handed: list[str] = []

    def away(**_: str) -> None:
        raise OSError("away")

    monkeypatch.setattr(outward, "driver", lambda _: away)
    with pytest.raises(OSError, match="away"):
        outward.deliver_mail(mail_id=str(mail.id))
    monkeypatch.setattr(outward, "driver", lambda _: lambda **sent: handed.append(sent["recipient"]))
    outward.deliver_mail(mail_id=str(mail.id))
    outward.deliver_mail(mail_id=str(mail.id))
    assert handed == ["contact@example.org"]


def test_a_driver_that_nobody_installed_is_named() -> None:
    with pytest.raises(drivers.DriverUnknown, match="nosuch"):
        drivers.driver("nosuch")
