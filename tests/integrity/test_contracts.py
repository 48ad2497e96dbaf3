"""The contract registry: one identity however it is typed, one live use in any programme, one winner of a race."""

from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask

from hub import integrity
from hub.integrity import ContractAlreadyUsed, ContractEntry, normalize_contract
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id

ON = date(2024, 5, 28)
BUYER, SELLER = "91320509MA9QY1064N", "91320508MA9JG2038W"


@pytest.mark.parametrize("typed", ["HT-2024-001", " ht 2024－001 ", "ＨＴ２０２４００１", "ht(2024)001"])
def test_a_contract_number_is_one_however_it_is_typed(typed: str) -> None:
    assert normalize_contract(typed) == "HT2024001"


def entry(number: str | None = "HT-1", sha256: str | None = None, seller: str = SELLER) -> ContractEntry:
    return ContractEntry(BUYER, (seller,), number, sha256)


def register(*entries: ContractEntry, region: str = "jiangsu", programme: str = "js-provincial") -> object:
    redemption_id = new_id()
    integrity.register_contracts(
        redemption_id=redemption_id, contracts=entries, programme=programme, region=region, area=region, on=ON
    )
    return redemption_id


@pytest.mark.parametrize(
    ("again", "refused"),
    [
        (entry("ht 1"), True),
        (entry("HT-2"), False),
        (entry("HT-1", seller="91310115MA9JG2011G"), False),
        (entry(None, "a" * 64), True),
        (entry("HT-9", "a" * 64), True),
        (entry("HT-9", "b" * 64), False),
    ],
)
def test_a_contract_is_used_once_in_all_programmes_by_number_or_by_file(
    session: None, again: ContractEntry, refused: bool
) -> None:
    register(entry("HT-1", "a" * 64))
    if refused:
        with pytest.raises(ContractAlreadyUsed) as said:
            register(again, programme="delta", region="zhejiang")
        assert "江苏" in said.value.text() and "2024-05-28" in said.value.text()
    else:
        register(again, programme="delta", region="zhejiang")


def test_a_contract_is_free_again_when_its_redemption_ended_without_an_award(session: None) -> None:
    first = register(entry("HT-1", "a" * 64))
    assert integrity.release_contracts(first) == 2  # type: ignore[arg-type]
    register(entry("HT-1"), programme="delta")


def test_of_two_regions_in_the_same_moment_exactly_one_wins(app: Flask, committing_app: Flask) -> None:
    barrier, outcomes = Barrier(2), []

    def run(region: str) -> None:
        with committing_app.app_context(), scope.everything():
            barrier.wait()
            try:
                with unit_of_work():
                    register(entry("RACE-7"), entry("RACE-3"), region=region)
                outcomes.append("won")
            except ContractAlreadyUsed as refused:
                outcomes.append(refused.code)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(region,)) for region in ("jiangsu", "zhejiang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["contract.already_used", "won"]
