"""Reading the phone of somebody in a test: the texts that reached it, and the code in the newest one."""

import re

from flask import Flask
from sqlalchemy import select, text

from hub import identity
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.messages import SmsOutbox
from tests.identity.conftest import Somebody


def texts_to_phone(app: Flask, phone: str) -> list[str]:
    """All texts to a number, oldest first, after every job has run."""
    run_until_idle(app)
    with app.app_context():
        found = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at, SmsOutbox.id))
        return [sent.text for sent in found if sent.phone == phone.replace("-", "")]


def phone_of(app: Flask, somebody: Somebody) -> str:
    """The number on record."""
    with app.app_context():
        return identity.get_account(somebody.account_id).phone or ""


def code_on(app: Flask, phone: str) -> str:
    """The code in the newest text to a number."""
    found = re.search(r"\d{6}", texts_to_phone(app, phone)[-1])
    assert found is not None
    return found.group()


def another_code(code: str) -> str:
    """Six digits that are not this code."""
    return "000000" if code != "000000" else "000001"


def let_time_pass(app: Flask, table: str, column: str, minutes: int) -> None:
    """Move an instant of every row of a table into the past."""
    with app.app_context(), unit_of_work():
        db.session.execute(text(f"UPDATE {table} SET {column} = {column} - interval '{minutes} minutes'"))
