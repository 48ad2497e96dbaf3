"""Who carries texts and e-mails out of the hub: the local inbox, or a driver that a deployment installs.

A driver is an entry point of the group ``voucher_hub.message_drivers``: a function
``send(*, recipient, subject, text)`` that raises when it could not hand the message on. ``inbox`` is always there: it
writes in the log that something was sent, never its text, and the outbox is what tests and the demo read.
"""

import logging
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

GROUP = "voucher_hub.message_drivers"
INBOX = "inbox"
Driver = Callable[..., None]
log = logging.getLogger("hub.messages")


class DriverUnknown(LookupError):
    """The settings name a driver that no installed package brings."""


@cache
def driver(name: str) -> Driver:
    """The driver with this name.

    Raises:
        DriverUnknown: there is none.
    """
    if name == INBOX:
        return _keep
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            found: Driver = entry.load()
            return found
    raise DriverUnknown(f"No installed package brings the message driver {name!r} (entry points of {GROUP}).")


def _keep(*, recipient: str, subject: str, text: str) -> None:
    log.info("kept a message (%d characters) for a recipient ending in %s", len(subject + text), recipient[-2:])
