"""What every dialect promises, each promise tried against its own simulator over real HTTP (style.md §5.5).

``python -m adapters.promises <dialect>`` tries them all; tests/conformance tries each as a test. A dialect of a third
party is found by its entry point and held to the same.
"""

from adapters.promises import answers, effects, login, lookups, papers
from adapters.promises.promise import Kept, Promise, try_all

PROMISES: tuple[Promise, ...] = (
    *effects.PROMISES, *answers.PROMISES, *lookups.PROMISES, *login.PROMISES, *papers.PROMISES
)  # fmt: skip

__all__ = ["PROMISES", "Kept", "Promise", "try_all"]
