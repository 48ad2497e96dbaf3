"""The same request twice has one effect and one answer: the key is taken first, the answer kept with the effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from psycopg.errors import LockNotAvailable
from sqlalchemy import LargeBinary, SmallInteger, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.clock import utc_now
from hub.kernel.db import Model, count_write, db
from hub.kernel.errors import HubError, Invalid


class IdempotencyKey(Model):
    """A key somebody sent with a request, the hash of that request, and the answer it got."""

    __tablename__ = "idempotency_key"
    tenant: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_sha256: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    location: Mapped[str | None] = mapped_column(Text)
    content_type: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Replay:
    """The answer that was given before."""

    status: int
    location: str | None = None
    content_type: str | None = None
    body: bytes | None = None


class OtherBody(Invalid):
    """The key was used for another request."""

    code = "idempotency.other_body"
    zh = "该请求标识已用于另一项内容不同的提交，请刷新页面后重新操作。"
    en = "This idempotency key was used with a different request: reload the page and submit again."


class StillRunning(HubError):
    """The first request with this key has not been answered yet."""

    code = "idempotency.in_progress"
    retry_after_seconds = 2
    zh = "相同的请求正在处理中，请稍候几秒再查看结果。"
    en = "The same request is being carried out: look again in a few seconds."


class KeyTooLong(Invalid):
    """The key is empty or longer than 255 characters."""

    code = "idempotency.bad_key"
    zh = "请求标识（Idempotency-Key）须为 1 至 255 个字符。"
    en = "The Idempotency-Key must have 1 to 255 characters."


_TAKE = insert(cast(Table, IdempotencyKey.__table__)).on_conflict_do_nothing().returning(IdempotencyKey.key)
_KEEP = (
    update(IdempotencyKey)
    .where(IdempotencyKey.tenant == bindparam("whose"), IdempotencyKey.key == bindparam("taken"))
    .values({name: bindparam(name) for name in ("status", "location", "content_type", "body")})
    .execution_options(synchronize_session=False)
)


def once(*, tenant: str, key: str, request_sha256: str) -> Replay | None:
    """Take the key as the first statement of the unit of work; None means: go on, and call ``keep`` with the answer.

    Raises:
        OtherBody: the key belongs to a request with other content.
        StillRunning: the first request with this key is not finished; nothing was done.
        KeyTooLong: the key is empty or too long.
    """
    if not 1 <= len(key) <= 255:
        raise KeyTooLong()
    mine = {"tenant": tenant, "key": key, "request_sha256": request_sha256, "created_at": utc_now()}
    count_write()
    try:
        taken = db.session.connection().execute(_TAKE, mine).scalar_one_or_none()
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise StillRunning() from error
        raise
    if taken is not None:
        return None
    first = db.session.execute(
        select(IdempotencyKey).where(IdempotencyKey.tenant == tenant, IdempotencyKey.key == key)
    ).scalar_one()
    if first.request_sha256 != request_sha256:
        raise OtherBody()
    if first.status is None:
        raise StillRunning()
    return Replay(first.status, first.location, first.content_type, first.body)


def keep(
    *,
    tenant: str,
    key: str,
    status: int,
    location: str | None = None,
    content_type: str | None = None,
    body: bytes | None = None,
) -> None:
    """Keep the answer beside the effect, in the unit of work that called ``once``."""
    answer = {"status": status, "location": location, "content_type": content_type, "body": body}
    db.session.execute(_KEEP, {"whose": tenant, "taken": key, **answer})
