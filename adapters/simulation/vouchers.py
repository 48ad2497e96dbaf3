"""A simulated platform's voucher book: amounts in fen, reservations by reference."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any


class Refusal(Exception):
    """The platform says no; the text is its reason code."""


@dataclass
class Voucher:
    """One voucher with what is reserved and used of it."""

    voucher_no: str
    uscc: str
    year: int
    mode: str
    amount_fen: int
    reserved_fen: int = 0
    used_fen: int = 0

    @property
    def available_fen(self) -> int:
        """What can still be reserved."""
        return self.amount_fen - self.reserved_fen - self.used_fen

    @property
    def valid_until(self) -> date:
        """The last day of its year."""
        return date(self.year, 12, 31)


@dataclass
class Reservation:
    """An amount set aside: HELD, RELEASED or CONSUMED."""

    ref: str
    voucher_no: str
    amount_fen: int
    order_no: str
    state: str = "HELD"


class VoucherBook:
    """The vouchers of a seed: each enterprise named there gets one of that amount in every year."""

    def __init__(self, seed: dict[str, Any]) -> None:
        self._grants = {row["uscc"]: row for row in seed.get("vouchers", [])}
        self.vouchers: dict[str, Voucher] = {}
        self.reservations: dict[str, Reservation] = {}

    def list(self, uscc: str, year: int) -> list[Voucher]:
        """The enterprise's vouchers of a year."""
        grant = self._grants.get(uscc)
        if grant:
            self.issue(grant, year)
        return [voucher for voucher in self.vouchers.values() if (voucher.uscc, voucher.year) == (uscc, year)]

    def issue(self, grant: dict[str, Any], year: int) -> Voucher:
        """The one voucher of an enterprise in a year, made when there is none yet."""
        uscc = grant["uscc"]
        tail = hashlib.sha256(f"{uscc}{year}".encode()).hexdigest()[:8].upper()
        number = f"{year}{grant['number_code']}{tail}"
        return self.vouchers.setdefault(number, Voucher(number, uscc, year, grant["mode"], grant["amount_fen"]))

    def reserve(self, voucher_no: str, amount_fen: int, order_no: str) -> Reservation:
        """Set an amount aside."""
        voucher = self.vouchers.get(voucher_no)
        if voucher is None:
            raise Refusal("no_such_voucher")
        if not 0 < amount_fen <= voucher.available_fen:
            raise Refusal("insufficient")
        voucher.reserved_fen += amount_fen
        reservation = Reservation(f"R{len(self.reservations) + 1:06d}", voucher_no, amount_fen, order_no)
        self.reservations[reservation.ref] = reservation
        return reservation

    def release(self, ref: str) -> Reservation:
        """Give a reservation back."""
        reservation = self._held(ref)
        self.vouchers[reservation.voucher_no].reserved_fen -= reservation.amount_fen
        reservation.state = "RELEASED"
        return reservation

    def consume(self, ref: str, amount_fen: int) -> Reservation:
        """Spend a reservation; the rest is released."""
        reservation = self._held(ref)
        if not 0 <= amount_fen <= reservation.amount_fen:
            raise Refusal("more_than_reserved")
        voucher = self.vouchers[reservation.voucher_no]
        voucher.reserved_fen -= reservation.amount_fen
        voucher.used_fen += amount_fen
        reservation.state = "CONSUMED"
        return reservation

    def _held(self, ref: str) -> Reservation:
        reservation = self.reservations.get(ref)
        if reservation is None:
            raise Refusal("no_such_reservation")
        if reservation.state != "HELD":
            raise Refusal("already_" + reservation.state.lower())
        return reservation
