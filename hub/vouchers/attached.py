"""Reading the files of an application, and the ledger lines of a voucher, for whoever may see the object itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import ledger
from hub.kernel.files import StoredFile, find_attached, read_file
from hub.ledger import LedgerLine
from hub.vouchers.errors import ApplicationUnknown
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.queries import list_files


def get_file(*, application: VoucherApplication, file_id: UUID) -> StoredFile:
    """A file of this application.

    Raises:
        ApplicationUnknown: the application has no such file.
    """
    if file_id not in {file.file_id for file in list_files(application.id)}:
        raise ApplicationUnknown()
    stored = find_attached(file_id)
    if stored is None:
        raise ApplicationUnknown()
    return stored


def read_attached(stored: StoredFile) -> Iterator[bytes]:
    """The content, in pieces."""
    return read_file(stored)


@dataclass(frozen=True)
class Line:
    """One movement on a voucher with what was left available after it."""

    entry: LedgerLine
    left_fen: int


def list_lines(instrument: Instrument) -> Sequence[Line]:
    """The movements on a voucher, oldest first, each with the rest."""
    left_fen, found = 0, []
    for entry in ledger.lines(instrument.id):
        left_fen += entry.amount_fen
        found.append(Line(entry, left_fen))
    return found
