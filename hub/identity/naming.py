"""The names of many units at once, for lists."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from hub.identity.models import Organization
from hub.kernel.db import db


def names_of_units(ids: Collection[UUID]) -> dict[UUID, str]:
    """The name of each unit; ids that belong to none are left out."""
    if not ids:
        return {}
    found = select(Organization.id, Organization.name).where(Organization.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(found)}
