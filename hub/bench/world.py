"""The database of a benchmark: its own embedded server with full durability, and many holders with vouchers."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import URL, make_url
from stdnum.cn import uscc

from hub import ledger
from hub.app import create_app
from hub.federation import directory
from hub.identity import Organization
from hub.kernel import embedded_postgres, scope
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.database import ensure_database
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.migrate import upgrade
from hub.kernel.schema import APPLICATION_ROLE
from hub.sample import load_sample
from hub.settings import Settings
from hub.vouchers import Instrument
from schemas.terms import Assurance, InstrumentState, Mastership, Role, VoucherMode

NOON = datetime(2021, 6, 1, 12, tzinfo=SHANGHAI)
QUOTA_FEN = 100_000_000_000


@dataclass(frozen=True)
class Buyer:
    """A holder with a voucher, ready to order."""

    area: str
    actor: Actor
    instrument_id: UUID
    instrument_no: str


def start_server(folder: Path) -> URL:
    """Start the embedded server under ``folder`` and return the owner's URL of a fresh database."""
    maintenance = make_url(embedded_postgres.ensure(folder, shared_buffers="'512MB'", max_wal_size="'4GB'"))
    name = f"bench_{new_id().hex}"
    ensure_database(maintenance, name)
    return maintenance.set(database=name)


def build(
    settings: Settings, owner: URL, *, programme: str, modes: dict[str, VoucherMode], holders_per_area: int
) -> tuple[Flask, list[Buyer]]:
    """Tables, sample data, and ``holders_per_area`` buyers in each area, with a voucher of the mode it issues."""
    upgrade(settings, url=owner)
    url = owner.set(username=APPLICATION_ROLE).render_as_string(hide_password=False)
    app = create_app(settings, database_url=url)
    with app.app_context(), scope.everything():
        with unit_of_work():
            set_business_time(NOON)
        load_sample()
        with unit_of_work():
            buyers = [
                _buyer(programme, area, mode, number)
                for area, mode in modes.items()
                for number in range(holders_per_area)
            ]
    return app, buyers


def _holder(area: str, number: int) -> Organization:
    division = directory.get_area(area).division
    body = f"91{division}MABE{number:05d}"
    holder = Organization(
        uscc=body + uscc.calc_check_digit(body),
        name=f"基准企业{area}{number}",
        kind="enterprise",
        is_holder=True,
        division=division,
        area=area,
        profile={},
        registered_at=NOON,
    )
    db.session.add(holder)
    db.session.flush()
    return holder


def _voucher(holder: Organization, programme: str, area: str, mode: VoucherMode, number: int) -> Instrument:
    instrument = Instrument(
        no=f"2021BENCH{area[:3].upper()}{number:05d}",
        programme=programme,
        area=area,
        holder_id=holder.id,
        mode=mode,
        year=2021,
        amount_fen=QUOTA_FEN,
        valid_from=date(2021, 1, 1),
        valid_until=date(2021, 12, 31),
        state=InstrumentState.ACTIVE,
        master=Mastership.HUB,
        version_label="bench",
        granted_at=NOON,
    )
    db.session.add(instrument)
    db.session.flush()
    ledger.grant_quota(
        instrument_id=instrument.id,
        holder_id=holder.id,
        programme=programme,
        area=area,
        year=2021,
        amount_fen=QUOTA_FEN,
        cap_fen=None,
        business_date=NOON.date(),
        by=THE_HUB,
        ref=instrument.no,
    )
    return instrument


def _buyer(programme: str, area: str, mode: VoucherMode, number: int) -> Buyer:
    holder = _holder(area, number)
    instrument = _voucher(holder, programme, area, mode, number)
    actor = Actor(
        account_id=new_id(),
        name="基准",
        organization_id=holder.id,
        roles=frozenset({GrantedRole(Role.HOLDER_AGENT, organization_id=holder.id)}),
        assurance=Assurance.SUBSTANTIAL,
    )
    return Buyer(area, actor, instrument.id, instrument.no)
