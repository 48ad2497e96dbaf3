"""Whose the parts of a redemption are."""

from typing import Any

from hub.redemption.models import Redemption


def belonging(redemption: Redemption) -> dict[str, Any]:
    """The columns that say whose a part is."""
    return {
        "redemption_id": redemption.id,
        "area": redemption.area,
        "holder_id": redemption.holder_id,
        "institution_id": redemption.institution_id,
    }
