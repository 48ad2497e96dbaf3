"""The door of one region: shut after failures in a row, tried by one caller, opened by an answer."""

import threading
from collections.abc import Callable

import pytest

from adapters.contract import BadAnswer, RegionUnavailable
from hub.federation.breaker import FAILURES_UNTIL_OPEN, IN_FLIGHT, OPEN_SECONDS, RegionGate


class Outside:
    """A clock that stands, and a platform whose callers are counted."""

    def __init__(self) -> None:
        self.now = 100.0
        self.calls = 0
        self.gate = RegionGate("somewhere", now=lambda: self.now)

    def call(self, act: Callable[[], str] | None = None, *, reached: bool | None = True) -> str:
        def counted() -> str:
            self.calls += 1
            if act is not None:
                return act()
            if reached is False:
                raise RegionUnavailable("no answer")
            return "answer"

        return self.gate.call(counted, lambda: reached)

    def fail(self, times: int = 1) -> None:
        for _ in range(times):
            with pytest.raises(RegionUnavailable):
                self.call(reached=False)


@pytest.fixture
def outside() -> Outside:
    """A region that has answered so far."""
    return Outside()


def test_failures_in_a_row_shut_the_door_and_the_next_caller_is_not_let_through(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN - 1)
    outside.call()
    outside.fail(FAILURES_UNTIL_OPEN)
    assert outside.gate.is_open
    before = outside.calls
    outside.fail(5)
    assert outside.calls == before


def test_what_did_not_ask_the_platform_neither_opens_nor_shuts(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN - 1)
    outside.call(reached=None)
    outside.fail()
    assert outside.gate.is_open


def test_exactly_one_of_many_callers_is_the_probe(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN)
    outside.now += OPEN_SECONDS
    before, inside, go_on, refused = outside.calls, threading.Event(), threading.Event(), []

    def slow() -> str:
        inside.set()
        assert go_on.wait(10)
        return "answer"

    probe = threading.Thread(target=lambda: outside.call(slow))
    probe.start()
    assert inside.wait(10)
    for _ in range(IN_FLIGHT * 2):
        with pytest.raises(RegionUnavailable) as no:
            outside.call()
        refused.append(no)
    assert outside.calls == before + 1
    go_on.set()
    probe.join(10)
    assert not outside.gate.is_open and outside.call() == "answer"


def test_many_threads_at_the_moment_of_the_probe_let_one_through(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN)
    outside.now += OPEN_SECONDS
    before, together, answers = outside.calls, threading.Barrier(8), []

    def arrive() -> None:
        together.wait()
        try:
            answers.append(outside.call(lambda: (outside.gate.is_open and "shut to others") or "open", reached=True))
        except RegionUnavailable:
            answers.append("refused")

    threads = [threading.Thread(target=arrive) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # Those who come after the probe has ended find an open door; nobody else was inside beside it.
    assert answers.count("shut to others") == 1 and outside.calls - before == 8 - answers.count("refused")


def test_a_probe_in_vain_shuts_the_door_for_the_whole_time_again(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN)
    outside.now += OPEN_SECONDS
    outside.fail()
    outside.now += OPEN_SECONDS - 0.1
    before = outside.calls
    outside.fail()
    assert outside.calls == before
    outside.now += 0.1
    assert outside.call() == "answer" and not outside.gate.is_open


def test_a_probe_that_breaks_off_gives_its_place_back(outside: Outside) -> None:
    outside.fail(FAILURES_UNTIL_OPEN)
    outside.now += OPEN_SECONDS

    def bad() -> str:
        raise BadAnswer("nonsense, but from a platform that is there")

    with pytest.raises(BadAnswer):
        outside.call(bad, reached=None)
    assert outside.call() == "answer" and not outside.gate.is_open


def test_an_answer_to_a_call_from_before_does_not_open_the_door(outside: Outside) -> None:
    def late() -> str:
        outside.fail(FAILURES_UNTIL_OPEN)
        return "late"

    assert outside.call(late) == "late"
    assert outside.gate.is_open


def test_a_slow_region_holds_so_many_callers_and_no_more(outside: Outside) -> None:
    go_on, entered = threading.Event(), threading.Semaphore(0)

    def slow() -> str:
        entered.release()
        assert go_on.wait(10)
        return "answer"

    threads = [threading.Thread(target=lambda: outside.call(slow)) for _ in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert entered.acquire(timeout=10)
    with pytest.raises(RegionUnavailable, match="Too many"):
        outside.call()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert outside.call() == "answer"
