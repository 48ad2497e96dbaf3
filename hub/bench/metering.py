"""What a request costs the thread that answers it, and what of it is the bare database driver."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from sqlalchemy import event

from hub.kernel.db import db


@dataclass
class Spent:
    """CPU seconds of the thread that answers, in all and within the database driver, and the statements it sent."""

    all: float = 0.0
    driver: float = 0.0
    statements: int = 0


class Metered:
    """Adds up the CPU that the application takes on the thread that answers."""

    def __init__(self, app: Flask, spent: Spent) -> None:
        self.app, self.spent = app, spent

    def __call__(self, environ: Any, start: Any) -> list[bytes]:
        before = time.thread_time()
        answer = self.app(environ, start)
        try:
            return list(answer)
        finally:
            answer.close()  # type: ignore[attr-defined]
            self.spent.all += time.thread_time() - before


@contextmanager
def timed_sql(app: Flask, spent: Spent) -> Iterator[None]:
    """Add up what the driver takes to send each statement and read its answer."""
    began = 0.0

    def before(*_: Any) -> None:
        nonlocal began
        began = time.thread_time()

    def after(*_: Any) -> None:
        spent.driver += time.thread_time() - began
        spent.statements += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def signatures_ms() -> float:
    """The region's ID token checked and our own signed, bare: one P-256 signature and one check of one."""
    key, message, algorithm = ec.generate_private_key(ec.SECP256R1()), b"x" * 400, ec.ECDSA(SHA256())
    before = time.thread_time()
    for _ in range(200):
        key.public_key().verify(key.sign(message, algorithm), message, algorithm)
    return (time.thread_time() - before) / 200 * 1000
