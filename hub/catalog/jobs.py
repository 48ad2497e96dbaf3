"""The clock of the catalogue: regions' catalogues at night, looks turned into numbers, facets of a large catalogue."""

from datetime import datetime

from hub.catalog import certificates as certificates
from hub.catalog.directories import suspended_at
from hub.catalog.facets import refresh_tally
from hub.catalog.region_import import collect, regions_with_catalog, take_over
from hub.catalog.views import count_views
from hub.kernel import scope
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, job, scheduled

TALLY_SECONDS = 600


@scheduled("catalog.import", cron="0 2 * * *", catch_up="latest", clock="business")
def import_catalogs(*, fire_at: datetime, key: str | None) -> None:
    """Start the reading of every region that offers its catalogue."""
    with unit_of_work():
        for region in regions_with_catalog():
            enqueue(import_region, region=region)


@job("catalog.import_region")
def import_region(*, region: str) -> None:
    """Read one region's catalogue with no transaction open, then take it over in one."""
    with unit_of_work():
        began_at = business_now()
    collected = collect(region)
    db.session.rollback()  # asking whether the region is up has begun a transaction
    with unit_of_work(), scope.everything():
        take_over(region, collected, began_at)


@scheduled("catalog.views", cron="20 0 * * *", catch_up="latest", clock="business")
def count_yesterday(*, fire_at: datetime, key: str | None) -> None:
    """Turn who looked into how many, and forget who."""
    with unit_of_work(), scope.everything():
        count_views(business_today())


@scheduled("catalog.tally", every_seconds=TALLY_SECONDS, catch_up="latest", clock="business")
def tally(*, fire_at: datetime, key: str | None) -> None:
    """Count the catalogue anew."""
    with unit_of_work(), scope.everything():
        refresh_tally(list(db.session.scalars(suspended_at(business_now()))))
