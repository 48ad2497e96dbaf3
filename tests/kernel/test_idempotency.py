"""The same request has one effect and one answer, also when it arrives eight times at once."""

import threading
import time
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from hub.kernel import idempotency
from hub.kernel.db import db, unit_of_work
from hub.kernel.idempotency import IdempotencyKey, Replay, keep, once
from tests.kernel.conftest import given_up

BODY = sha256(b"order V02").hexdigest()


def take(key: str = "k1", tenant: str = "t1", body: str = BODY) -> Replay | None:
    return once(tenant=tenant, key=key, request_sha256=body)


def test_the_second_time_the_first_answer_is_given(session):
    with unit_of_work():
        assert take() is None
        keep(tenant="t1", key="k1", status=303, location="/enterprise/orders/1")
    with unit_of_work():
        assert take() == Replay(303, "/enterprise/orders/1")


def test_another_body_under_the_same_key_is_refused(session):
    with unit_of_work():
        take()
        keep(tenant="t1", key="k1", status=201, content_type="application/json", body=b"{}")
    with pytest.raises(idempotency.OtherBody) as refused, unit_of_work():
        take(body="other")
    assert (refused.value.status, refused.value.code) == (422, "idempotency.other_body")


def test_keys_of_different_tenants_have_nothing_to_do_with_each_other(session):
    with unit_of_work():
        assert take(tenant="t1") is None
        assert take(tenant="t2") is None


def test_after_a_rollback_the_key_is_free_again(session):
    with given_up():
        take()
    with unit_of_work():
        assert take() is None


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(session, key):
    with pytest.raises(idempotency.KeyTooLong):
        take(key)


def test_eight_at_once_have_one_effect_and_equal_answers(committing_app):
    effects: list[int] = []
    answers: list[Replay] = []
    barrier = threading.Barrier(8)

    def post(number: int) -> None:
        with committing_app.app_context():
            barrier.wait()
            with unit_of_work():
                answer = take()
                if answer is None:
                    effects.append(number)
                    time.sleep(0.2)  # the work, while the others wait
                    answer = Replay(303, f"/orders/{number}")
                    keep(tenant="t1", key="k1", status=303, location=f"/orders/{number}")
            answers.append(answer)

    threads = [threading.Thread(target=post, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(effects) == 1
    assert answers == [Replay(303, f"/orders/{effects[0]}")] * 8
    with committing_app.app_context():
        assert db.session.execute(select(func.count()).select_from(IdempotencyKey)).scalar_one() == 1


def test_who_waits_too_long_for_the_first_is_told_so(committing_app):
    with committing_app.app_context():
        with db.engine.connect() as first:
            first.execute(
                IdempotencyKey.__table__.insert().values(
                    tenant="t1", key="k1", request_sha256=BODY, created_at=func.now()
                )
            )
            db.session.execute(select(func.set_config("lock_timeout", "100", True)))
            with pytest.raises(idempotency.StillRunning) as refused, unit_of_work():
                take()
        assert (refused.value.status, refused.value.code) == (409, "idempotency.in_progress")
        with unit_of_work():
            assert take() is None, "the first was rolled back"
