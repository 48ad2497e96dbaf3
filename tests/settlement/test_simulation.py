"""A simulated year: every invariant each quarter, hub and model alike to the fen at the end."""

import os

from flask import Flask

from hub.kernel import scope
from hub.kernel.db import db
from tests.conftest import own_application, rolled_back
from tests.settlement.simulation import PAYERS, Year

# `make simulate` sets it for the long form with five payers; the short form is part of every run.
ORDERS = int(os.environ.get("HUB_SIMULATED_ORDERS", "0"))
KINDS = {"reserve", "release", "award", "reverse", "batch", "statement"}


def test_a_year_with_crashes_returns_and_late_words_ends_to_the_fen(app: Flask) -> None:
    if ORDERS:
        with own_application() as committing, committing.app_context(), scope.everything():
            done = Year(1, ORDERS, PAYERS).play()
            db.session.remove()
    else:
        with rolled_back(app):
            done = Year(1, 96, PAYERS[:2]).play()
    assert set(done) >= KINDS, done
    assert done["batch"] > 12 and done["return"] + done["crash"] + done["discard"] > 3
