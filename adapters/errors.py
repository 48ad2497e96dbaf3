"""What can go wrong outside, named by what to do next. Texts never hold a token, a phone or an identity number."""


class AdapterError(Exception):
    """Base of everything an adapter raises. ``retryable`` says whether the same key may be sent again later."""

    retryable = False


class RegionUnavailable(AdapterError):
    """The platform did not answer in time, answered 5xx, or cannot be reached: try again with the same key.

    ``arrived`` is False only when it is certain that the platform never saw the request (no connection);
    otherwise whether it acted is unknown until it is asked.
    """

    retryable = True

    def __init__(self, message: str, *, arrived: bool = True) -> None:
        self.arrived = arrived
        super().__init__(message)


class RegionRefused(AdapterError):
    """The platform said no; a person must read ``reason_code``.

    ``decided`` is False when it gave no reason in its own form (a wrong key, a proxy's 403): that is no decision
    about the matter, and nothing may follow from it.
    """

    def __init__(self, message: str, *, reason_code: str = "", decided: bool = True) -> None:
        self.reason_code = reason_code
        self.decided = decided
        super().__init__(message)


class BadAnswer(AdapterError):
    """The answer breaks the agreement: wrong signature, wrong issuer, unreadable. It counts as no answer at all."""


class NotSupported(AdapterError):
    """This dialect declares that it cannot do this."""
