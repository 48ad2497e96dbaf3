"""The same invoice in two regions in the same second, handed in by two processes: one wins, the other learns little."""

import json
import os
import re
from datetime import date
from uuid import UUID

from flask import Flask

from hub import integrity, redemption
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.redemption import Redemption
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, hand_out, staff
from tests.redemption.stage import attach, drafted_by_institution, in_service, invoice
from tests.settlement.test_killed import inside

NUMBER = "24332000000099000077"


def in_anhui() -> UUID:
    """通兑 of an enterprise of 马鞍山, prepared by its seller."""
    placed = in_service("E10", "V02", hand_out("E10", "maanshan", "U", "100000.00"), "i02", quantity=2)
    drafted = drafted_by_institution(placed, "i02", "6000.00", date(2021, 5, 10))
    (first,) = redemption.parts_of(drafted).invoices
    redemption.remove_invoice(redemption=drafted, invoice_id=first.id, by=staff("i02"))
    invoice(drafted, "6000.00", date(2021, 5, 10), staff("i02"), code=None, number=NUMBER)
    return drafted.id


def in_jiangsu() -> UUID:
    """通用 of an enterprise of 吴江."""
    placed = in_service("E06", "V02", hand_out("E06", "wujiang", "Q", "100000.00"), "i02", officer="wj_admin")
    texts = {"effect": "缩短研发周期", "innovation": "首次验证"}
    drafted = redemption.draft_redemption(orders=[placed], by=buyer("E06"), texts=texts)
    invoice(drafted, "3000.00", date(2021, 5, 10), buyer("E06"), code="9" * 12, number=f" {NUMBER} ")
    attach(drafted, "attachment", buyer("E06"))
    return drafted.id


def hand_in(app: Flask, redemption_id: UUID, go: int, answers: int) -> None:
    """In a process of its own: be ready, wait for the word, submit, say what came of it."""
    with inside(app):
        db.engine.dispose(close=False)
        found = db.session.get_one(Redemption, redemption_id)
        by = staff("i02") if found.institution_id else buyer("E06")
        os.write(answers, b"ready\n")
        os.read(go, 1)  # until the parent closes its end
        try:
            with unit_of_work():
                redemption.submit_redemption(redemption=found, by=by)
            said = ["done", ""]
        except HubError as error:
            said = [error.code, error.text()]
        os.write(answers, (json.dumps(said) + "\n").encode())


def at_once(app: Flask, ids: list[UUID]) -> list[list[str]]:
    """What became of all of them, each in a process of its own, let go at one moment."""
    (wait, let_go), pipes = os.pipe(), []
    for one in ids:
        read, write = os.pipe()
        pipes.append(read)
        if os.fork() == 0:
            os.close(let_go)
            try:
                hand_in(app, one, wait, write)
            finally:
                os._exit(0)
        os.close(write)
    files = [os.fdopen(read) for read in pipes]
    assert [file.readline().strip() for file in files] == ["ready"] * len(ids)
    os.close(let_go)
    answers = [json.loads(file.readline()) for file in files]
    for file in files:
        os.wait()
        file.close()
    os.close(wait)
    return answers


def test_the_same_invoice_in_two_regions_in_the_same_second_has_one_winner(hub: Flask) -> None:
    with inside(hub), unit_of_work():
        at(2021, 5, 10)
        ids = [in_anhui(), in_jiangsu()]
    answers = at_once(hub, ids)
    assert sorted(code for code, _ in answers) == ["done", "invoice.already_used"], answers
    winner = [code for code, _ in answers].index("done")
    (lost,) = [text for code, text in answers if code != "done"]
    assert ("安徽", "江苏")[winner] in lost
    # Neither who, nor what for, nor how much: number, date and region are all its figures and names.
    assert set(re.findall(r"[0-9][0-9,.\-]*", lost)) == {NUMBER, "2021-05-10"}
    with inside(hub):
        found = [db.session.get_one(Redemption, one) for one in ids]
        assert not any(word in lost for word in (found[winner].no, "有限公司", "马鞍山", "吴江", "CSJ-", "元"))
        assert (found[winner].submitted_at is not None, found[1 - winner].state) == (True, S.DRAFT)
        assert integrity.find_used(None, NUMBER, except_by=ids[winner]) is None
        assert integrity.find_used(None, NUMBER, except_by=ids[1 - winner]) is not None
