"""Numbers are unique whoever asks for them, and start with one each day."""

import os
import threading
from datetime import date

from hub.kernel.db import unit_of_work
from hub.kernel.numbers import BLOCK, next_number

DAY = date(2024, 5, 6)


def test_numbers_of_a_day_begin_with_one_and_rise(committing_app):
    with committing_app.app_context():
        assert [next_number("order", DAY) for _ in range(BLOCK + 3)] == list(range(1, BLOCK + 4))
        assert next_number("redemption", DAY) == 1
        assert next_number("order", date(2024, 5, 7)) == 1


def test_a_rollback_leaves_a_gap_and_never_the_same_number_twice(committing_app):
    with committing_app.app_context():
        try:
            with unit_of_work():
                first = next_number("order", DAY)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert next_number("order", DAY) == first + 1


def test_numbers_are_unique_over_threads(committing_app):
    numbers: list[int] = []

    def take() -> None:
        with committing_app.app_context():
            for _ in range(30):
                numbers.append(next_number("order", DAY))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 241))


def test_a_forked_process_takes_numbers_of_its_own(committing_app):
    from hub.kernel import numbers

    with committing_app.app_context():
        next_number("order", DAY)
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, b"kept" if numbers._blocks else b"gone")
        os._exit(0)
    assert os.read(read, 4) == b"gone"
    assert numbers._blocks


def test_in_a_test_that_rolls_back_numbers_do_not_repeat(session):
    assert [next_number("order", DAY) for _ in range(3)] == [1, 2, 3]


def test_and_neither_does_the_next_such_test_see_them(session):
    assert next_number("order", DAY) == 1
