"""How far a region has come: listed → connected → trading → settling, and what each rung allows.

Listed: it is seen, nothing more. Connected: its people log in. Trading: its areas' vouchers are ordered with and
redeemed. Settling: its treasuries settle. Who leads a region up, and on what conditions, is hub.joining's.
"""

from datetime import datetime

from sqlalchemy import Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.federation.directory import get_area, get_region
from hub.federation.gateway import in_production
from hub.federation.places import STAGES
from hub.kernel.db import Model, db
from hub.kernel.errors import Refused

LISTED, CONNECTED, TRADING, SETTLING = STAGES


class RegionStanding(Model):
    """The rung on which a region stands since when; a region without a row stands where it starts."""

    __tablename__ = "region_standing"
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    stage: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]


class NotSoFarYet(Refused):
    """The region does not stand on the rung that this needs."""

    code = "region.not_open"
    zh = "{region}当前接入阶段为「{stage}」，此操作须在「{needed}」阶段开通后办理。"
    en = "{region_en} stands on {stage_en}; this needs {needed_en}."


STAGE_WORDS = {
    LISTED: ("已列名", "listed"),
    CONNECTED: ("已联通", "connected"),
    TRADING: ("可交易", "trading"),
    SETTLING: ("可清算", "settling"),
}
_STAGE = select(RegionStanding.stage).where(RegionStanding.region == bindparam("region"))


def stage_of(region: str) -> str:
    """The rung of a region. In production one that nobody has led up is listed, whatever its file says."""
    found: str | None = db.session.execute(_STAGE, {"region": region}).scalar_one_or_none()
    if found is not None:
        return found
    return LISTED if in_production() else get_region(region).stage


def allows(region: str, needed: str) -> bool:
    """Whether a region stands on this rung or above it."""
    return STAGES.index(stage_of(region)) >= STAGES.index(needed)


def require(region: str, needed: str) -> None:
    """Refuse what a region's rung does not allow.

    Raises:
        NotSoFarYet: it stands lower.
    """
    if not allows(region, needed):
        names, stage = get_region(region).names, stage_of(region)
        raise NotSoFarYet(
            region=names.zh, region_en=names.en, stage=STAGE_WORDS[stage][0], stage_en=STAGE_WORDS[stage][1],
            needed=STAGE_WORDS[needed][0], needed_en=STAGE_WORDS[needed][1],
        )  # fmt: skip


def require_trading(area: str | None) -> None:
    """Refuse orders and redemptions of an area whose region does not trade; without an area nobody's money moves.

    Raises:
        NotSoFarYet: it does not.
    """
    if area is not None:
        require(get_area(area).region, TRADING)


def put_on(region: str, stage: str, since: datetime) -> None:
    """Let a region stand on a rung from now on."""
    row = insert(RegionStanding).values(region=region, stage=stage, since=since)
    db.session.execute(row.on_conflict_do_update(index_elements=["region"], set_={"stage": stage, "since": since}))
    db.session.expire_all()
