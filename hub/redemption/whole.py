"""A business action as one whole: what it reads is not narrowed to the actor's rows, what it refuses leaves no trace.

The row it works on was found within the actor's scope; the other side's order and the registries were not.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.redemption.models import Redemption

P = ParamSpec("P")
R = TypeVar("R")


def whole(function: Callable[P, R]) -> Callable[P, R]:
    """Run the action in a savepoint and with every row visible."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with everything(), db.session.begin_nested():
            return function(*args, **kwargs)

    return run


def lock(redemption: Redemption) -> None:
    """Wait for whoever works on the redemption, and read it as they left it."""
    db.session.flush()
    db.session.refresh(redemption, with_for_update=True)
