"""A competing action at an exact point: deterministic races, without waiting for luck (after saleor's RunBefore)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

from flask import Flask

from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError


def in_transaction(app: Flask, action: Callable[[], object]) -> str:
    """Do something in a transaction of its own; "done", or the code of the refusal."""
    with app.app_context(), scope.everything():
        try:
            with unit_of_work():
                action()
        except HubError as error:
            return error.code
        finally:
            db.session.remove()
        return "done"


@contextmanager
def just_before(app: Flask, place: str, action: Callable[[], object]) -> Iterator[list[str]]:
    """Let ``action`` commit in another thread just before the first call of ``place`` ("module:function")."""
    module, _, name = place.partition(":")
    original = getattr(import_module(module), name)
    outcomes: list[str] = []
    begun: list[bool] = []

    def called(*args: Any, **kwargs: Any) -> Any:
        if not begun:
            begun.append(True)
            with ThreadPoolExecutor(1) as other:
                outcomes.append(other.submit(in_transaction, app, action).result(timeout=30))
        return original(*args, **kwargs)

    with patch(f"{module}.{name}", called):
        yield outcomes
    assert outcomes, f"{place} was not called"
