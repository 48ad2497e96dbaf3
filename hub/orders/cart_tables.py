"""The cart of an enterprise, what became of each checkout, and the lines of an order of several services."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped


class CartItem(Scoped, Model):
    """A service in the cart, under the label of the contract it will be bought by; ``seen`` is the listing of then."""

    __tablename__ = "cart_item"
    __scope__ = {"organizations": ("holder_id",)}
    __table_args__ = (
        UniqueConstraint("holder_id", "service_no", "contract", name="uq_cart_item_service"),
        CheckConstraint("quantity BETWEEN 1 AND 9999", name="quantity_sensible"),
    )
    id: Mapped[Key]
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid)
    service_no: Mapped[str] = mapped_column(String(20))
    contract: Mapped[str] = mapped_column(String(30))
    quantity: Mapped[int]
    agreed_fen: Mapped[Fen | None]
    need: Mapped[str] = mapped_column(Text, default="")
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]


class Checkout(Scoped, Model):
    """One checkout of a cart: for every order that was to come of it its number, or why there is none."""

    __tablename__ = "cart_checkout"
    __scope__ = {"organizations": ("holder_id",)}
    id: Mapped[Key]
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    results: Mapped[list[Any]] = mapped_column(default=list)
    checked_out_by: Mapped[str] = mapped_column(Text)
    checked_out_at: Mapped[datetime]


class OrderLine(Scoped, Model):
    """One service of an order that has several under one contract (JS-44); an order of one service has none."""

    __tablename__ = "order_line"
    __scope__ = {"organizations": ("holder_id", "institution_id"), "areas": ("area",)}
    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    area: Mapped[str | None] = mapped_column(String(40), index=True)
    position: Mapped[int]
    service_no: Mapped[str] = mapped_column(String(20))
    service_name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    unit: Mapped[str | None] = mapped_column(Text)
    unit_price_fen: Mapped[Fen | None]
    amount_fen: Mapped[Fen | None]
