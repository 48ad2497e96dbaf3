"""What a region's program reports by itself."""

from typing import Any

from adapters.contract import FactsChanged
from hub.api.access import region
from hub.api.operation import Blueprint, operation
from hub.federation import reported
from hub.kernel.clock import business_now
from schemas.api import settlements as schemas

bp = Blueprint("region_reports", __name__, url_prefix="/api/v1", description="地区上报 / Reports of regions")


@operation(
    bp, "POST", "/region-reports/facts", "reportFacts", client_scope="region.report", takes=schemas.ReportedFacts,
    answers=schemas.Reported, status=202,
)  # fmt: skip
def report_facts(body: dict[str, Any]) -> Any:
    """Say of which enterprises something has changed; the hub then asks the region's platform what it is."""
    usccs, now = sorted(set(body["usccs"])), business_now()
    news = [
        reported.report(region(), FactsChanged(message_id=f"{body['message_id']}/{uscc}", at=now, uscc=uscc))
        for uscc in usccs
    ]
    return {"accepted": sum(news), "known": len(news) - sum(news)}
