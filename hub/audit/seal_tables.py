"""The tables of the proof: each sealed row's place and hash, the signed seals over them, and how far sealing is."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model, append_only


@append_only
class Seal(Model):
    """One link of the chain: ``rows_count`` sealed rows from ``first_seq`` on, under one root, tied to the seal before.

    ``horizon_xid``: when it was made, every transaction with a lower number was finished and is sealed here or before.
    ``sha256`` is the hash of the statement that the signature covers; the next seal repeats it.
    """

    __tablename__ = "seal"
    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seq: Mapped[int] = mapped_column(BigInteger)
    rows_count: Mapped[int] = mapped_column(BigInteger)
    horizon_xid: Mapped[int] = mapped_column(BigInteger)
    root_sha256: Mapped[str] = mapped_column(String(64))
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    signature: Mapped[str] = mapped_column(Text)


@append_only
class SealedRow(Model):
    """The place of one row in the journal of everything, and the hash of its sealed columns."""

    __tablename__ = "sealed_row"
    __table_args__ = (UniqueConstraint("source", "key"),)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    xid: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)


class SealProgress(Model):
    """One row, locked by whoever seals: what was finished before ``sealed_until`` is sealed.

    ``waiting_xid`` and ``waiting_since``: the next transaction number at that moment; when the horizon has passed it,
    sealing has caught up with that moment. No proof rests on this row.
    """

    __tablename__ = "seal_progress"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_until: Mapped[datetime | None]
    waiting_xid: Mapped[int | None] = mapped_column(BigInteger)
    waiting_since: Mapped[datetime | None]
