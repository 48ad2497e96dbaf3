"""The invoice registry: one identity however it is typed, one live use anywhere, one winner of a race."""

from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask

from hub import integrity
from hub.integrity import InvoiceAlreadyUsed, InvoiceCodeMissing, InvoiceEntry, InvoiceNumberWrong, normalize_invoice
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id

DIGITAL = "24322000000012345678"


@pytest.mark.parametrize(
    ("code", "number", "key"),
    [
        ("3200223130", "12345678", "3200223130/12345678"),
        (" 3200223130 ", "1234 5678", "3200223130/12345678"),
        ("3200223130", "1234　5678", "3200223130/12345678"),
        ("ab12", "x1", "AB12/X1"),
        (None, DIGITAL, DIGITAL),
        ("", DIGITAL, DIGITAL),
        ("3200223130", DIGITAL, DIGITAL),
    ],
)
def test_an_invoice_is_one_however_it_is_typed(code: str | None, number: str, key: str) -> None:
    assert normalize_invoice(code, number).key == key


@pytest.mark.parametrize(
    ("code", "number", "error"),
    [
        (None, "12345678", InvoiceCodeMissing),
        ("  ", "12345678", InvoiceCodeMissing),
        (None, DIGITAL[:-1], InvoiceCodeMissing),
        (None, DIGITAL + "9", InvoiceNumberWrong),
        ("３２００２２３１３０", "12345678", InvoiceNumberWrong),
        ("3200223130", "１２３４５６７８", InvoiceNumberWrong),
        ("3200223130", "", InvoiceNumberWrong),
        ("3200/23130", "12345678", InvoiceNumberWrong),
    ],
)
def test_what_no_invoice_carries_is_refused(code: str | None, number: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        normalize_invoice(code, number)


def entry(code: str | None = "3200223130", number: str = "12345678") -> InvoiceEntry:
    return InvoiceEntry(new_id(), code, number)


def register(
    redemption_id: object, *entries: InvoiceEntry, region: str = "jiangsu", on: date = date(2024, 5, 28)
) -> None:
    integrity.register_invoices(
        redemption_id=redemption_id, invoices=entries, region=region, area="wujiang", on=on  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_used_invoice_is_refused_with_region_and_date_and_nothing_else(session: None) -> None:
    first, second = new_id(), new_id()
    register(first, entry())
    with pytest.raises(InvoiceAlreadyUsed) as refused:
        register(second, entry(" 3200223130 ", "1234 5678"), region="zhejiang", on=date(2024, 6, 3))
    assert "江苏" in refused.value.text() and "2024-05-28" in refused.value.text()
    assert set(refused.value.values) == {"number", "region", "on"}
    integrity.release_invoices(first)
    register(second, entry())
    register(second, entry())


def test_an_invoice_taken_out_before_a_new_submission_is_free_again(session: None) -> None:
    first, second = new_id(), new_id()
    register(first, entry(), entry(number="2"))
    register(first, entry())
    register(second, entry(number="2"))


def test_the_same_invoice_in_two_regions_in_the_same_second_has_one_winner(committing_app: Flask) -> None:
    count, barrier, outcomes = 6, Barrier(6), []

    def submit(region: str) -> None:
        with committing_app.app_context(), scope.everything():
            try:
                with unit_of_work():
                    barrier.wait()
                    register(new_id(), entry(), region=region)
                outcomes.append("won")
            except InvoiceAlreadyUsed as error:
                outcomes.append(error.values["region"])
            finally:
                db.session.remove()

    threads = [Thread(target=submit, args=(("jiangsu", "zhejiang")[n % 2],)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("won") == 1 and len(outcomes) == count
    assert set(outcomes) - {"won"} <= {"江苏", "浙江"}
