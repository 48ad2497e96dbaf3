"""The registry of contracts in use, beside that of invoices: one contract, one live redemption anywhere (F-03, F-14).

A contract is known by buyer, seller and its number, and by the hash of its file: either of them counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from hub.federation import directory
from hub.integrity.errors import ContractAlreadyUsed
from hub.integrity.models import ContractRegistration
from hub.integrity.releasing import release_others
from hub.integrity.rules import normalize_contract
from hub.kernel.db import db
from hub.kernel.ids import new_id


@dataclass(frozen=True)
class ContractEntry:
    """A contract to be registered: its parties' codes with the number as typed, or a file, or both."""

    buyer: str
    sellers: tuple[str, ...] = ()
    number: str | None = None
    sha256: str | None = None

    @property
    def keys(self) -> dict[str, str]:
        """What the registry knows it by, each key with the name that a refusal may say."""
        number = normalize_contract(self.number or "")
        found = {f"{self.buyer}/{seller}/{number}": number for seller in self.sellers if number}
        if self.sha256:
            found[f"sha256:{self.sha256}"] = number or "（文件）"
        return found


def register_contracts(
    *, redemption_id: UUID, contracts: Sequence[ContractEntry], programme: str, region: str, area: str, on: date
) -> None:
    """Mark the contracts as used by this redemption; those it used before and no longer names become free.

    Raises:
        ContractAlreadyUsed: another live redemption, in whatever programme and region, uses one of them.
    """
    keys = _keys(contracts)
    release_others(ContractRegistration, redemption_id, set(keys))
    # One order of keys for everybody, so that two submissions never wait for each other.
    for key in sorted(keys):
        values = {
            "key": key, "redemption_id": redemption_id, "programme": programme, "region": region, "area": area,
            "registered_on": on, "live": True,
        }  # fmt: skip
        # Whoever held the key may release it between the two statements; then it is free after all.
        while not _take(values) and not _is_own(redemption_id, key):
            used = _used(keys, except_by=redemption_id)
            if used is not None:
                raise used


def find_used_contract(contracts: Sequence[ContractEntry], *, except_by: UUID) -> ContractAlreadyUsed | None:
    """The refusal for a contract that another live redemption uses, or None; ``register_contracts`` still decides."""
    return _used(_keys(contracts), except_by=except_by)


def release_contracts(redemption_id: UUID) -> int:
    """The redemption has ended without an award: its contracts can be used again; answers how many keys."""
    return release_others(ContractRegistration, redemption_id, set())


def _keys(contracts: Iterable[ContractEntry]) -> dict[str, str]:
    return {key: name for contract in contracts for key, name in contract.keys.items()}


def _take(values: dict[str, object]) -> bool:
    """Write the key unless somebody holds it; waits for a transaction that has just written the same one."""
    row = insert(ContractRegistration).values(id=new_id(), **values)
    row = row.on_conflict_do_nothing(index_elements=["key"], index_where=text("live"))
    return db.session.execute(row.returning(ContractRegistration.id)).scalar_one_or_none() is not None


def _is_own(redemption_id: UUID, key: str) -> bool:
    own = select(ContractRegistration.id).where(
        ContractRegistration.key == key, ContractRegistration.live, ContractRegistration.redemption_id == redemption_id
    )
    return db.session.execute(own).first() is not None


def _used(keys: dict[str, str], *, except_by: UUID) -> ContractAlreadyUsed | None:
    found = db.session.execute(
        select(ContractRegistration.key, ContractRegistration.region, ContractRegistration.registered_on)
        .where(
            ContractRegistration.key.in_(list(keys)),
            ContractRegistration.live,
            ContractRegistration.redemption_id != except_by,
        )
        .order_by(ContractRegistration.registered_on)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    name = directory.get_region(found.region).names.zh
    return ContractAlreadyUsed(number=keys[found.key], region=name, on=found.registered_on)
