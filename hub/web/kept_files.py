"""Uploads of somebody who is not signed in yet: kept when the form comes back with errors, for this browser only."""

from uuid import UUID

from flask import Request, current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from hub import identity
from hub.kernel.db import unit_of_work
from hub.web.guards import current_actor
from hub.web.session_cookie import address_of, browser_mark

PURPOSE = "hub.kept_files"
KEPT_S = 6 * 3600


class KeptFiles:
    """Files by the name of their field; ``token`` goes into the form's hidden field ``kept``."""

    def __init__(self, sent: Request) -> None:
        self.files = _read(sent.form.get("kept", ""))

    def take(self, sent: Request, *names: str) -> None:
        """Store what was chosen in these fields, in place of what was kept for them.

        Raises:
            FileRefused: one is no image or PDF, or too large; the error names its field.
            TooManyTries: this address has sent too many.
        """
        for name in names:
            upload = sent.files.get(name)
            if upload is None or not upload.filename:
                continue
            with unit_of_work():
                identity.tries.take_try(identity.tries.UPLOADS_BY_ADDRESS, address_of())
                identity.tries.take_try(identity.tries.UPLOADS_BY_ADDRESS_A_DAY, address_of())
            with unit_of_work():
                stored = identity.keep_upload(stream=upload.stream, name=upload.filename, by=current_actor())
            self.files[name] = (str(stored.id), stored.name)

    def id_of(self, name: str) -> UUID | None:
        """The file of a field, or None."""
        return UUID(self.files[name][0]) if name in self.files else None

    def name_of(self, name: str) -> str | None:
        """What the file of a field is called, or None."""
        return self.files[name][1] if name in self.files else None

    @property
    def token(self) -> str:
        """What the form carries: readable, and worth nothing in another browser."""
        return _serializer().dumps([browser_mark()[0], self.files]) if self.files else ""


def _read(token: str) -> dict[str, tuple[str, str]]:
    try:
        mark, files = _serializer().loads(token, max_age=KEPT_S)
        return (
            {str(name): (str(UUID(file_id)), str(shown)) for name, (file_id, shown) in files.items()}
            if (mark == browser_mark()[0])
            else {}
        )
    except (BadData, ValueError, TypeError, AttributeError):
        return {}


def _serializer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt=PURPOSE)
