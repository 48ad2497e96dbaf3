"""Since when a region's platform fails: one row for all processes, written beside whatever the caller is doing."""

from datetime import datetime

from sqlalchemy import select, text

from hub.federation.models import RegionHealth
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db, own_transaction

_FAULT = text(
    "INSERT INTO region_health (region, failing_since, last_fault, last_fault_at) VALUES (:region, :at, :fault, :at)"
    " ON CONFLICT (region) DO UPDATE SET failing_since = coalesce(region_health.failing_since, :at),"
    " last_fault = :fault, last_fault_at = :at"
)
_OK = text(
    "INSERT INTO region_health (region, last_ok_at) VALUES (:region, :at)"
    " ON CONFLICT (region) DO UPDATE SET failing_since = NULL, last_ok_at = :at"
    " WHERE region_health.failing_since IS NOT NULL OR region_health.last_ok_at IS NULL"
    " OR region_health.last_ok_at < CAST(:at AS timestamptz) - interval '1 minute'"
    " OR region_health.last_ok_at > CAST(:at AS timestamptz)"
)


def note_fault(region: str, fault: str) -> None:
    """The platform could not be reached."""
    _write(_FAULT, region=region, at=business_now(), fault=fault[:300])


def note_ok(region: str) -> None:
    """The platform answered."""
    _write(_OK, region=region, at=business_now())


def get_health(region: str) -> RegionHealth | None:
    """What was last seen of the region's platform."""
    found = select(RegionHealth).where(RegionHealth.region == region).execution_options(populate_existing=True)
    return db.session.execute(found).scalar_one_or_none()


def since_text(region: str) -> str:
    """Since when the platform fails, for a sentence: to the minute, in Asia/Shanghai."""
    found = get_health(region)
    since: datetime = (found.failing_since if found else None) or business_now()
    return since.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _write(statement: object, **values: object) -> None:
    with own_transaction() as connection:
        connection.execute(statement, values)  # type: ignore[call-overload]
