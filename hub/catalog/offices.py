"""Which office answers for an institution, and who publishes its listings."""

from hub import audit
from hub.catalog.listing_tables import ListingRule, PublishedBy
from hub.identity import identity_requests
from hub.identity.identity_requests import deciding_role, office_of
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id
from schemas.terms import Role

__all__ = ["deciding_role", "office_of", "published_by", "publishes_itself", "set_published_by"]
HUB_OFFICE = identity_requests.HUB_OFFICE


def published_by(office: str) -> PublishedBy:
    """Who publishes the listings of this office's institutions; the office where nothing was said."""
    rule = db.session.get(ListingRule, office)
    return rule.published_by if rule else PublishedBy.OFFICE


def publishes_itself(office: str) -> bool:
    """Whether institutions of this office publish without being looked at."""
    return published_by(office) is PublishedBy.INSTITUTION


def set_published_by(*, office: str, who: PublishedBy, by: Actor) -> None:
    """Say who publishes from now on; what waits already still waits for the office."""
    by.require(Role.AREA_ADMIN, Role.PROGRAMME_STEWARD, area=office)
    before = published_by(office)
    rule = db.session.get(ListingRule, office) or ListingRule(office=office)
    rule.published_by, rule.changed_by, rule.changed_at = who, by.account_id, business_now()
    db.session.add(rule)
    db.session.flush()
    audit.record(
        "listing.rule_changed",
        by=by,
        subject="listing_rule",
        subject_id=new_id(),
        subject_no=office,
        areas=(office,),
        before={"published_by": before},
        after={"published_by": who},
    )
