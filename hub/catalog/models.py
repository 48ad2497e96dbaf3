"""What everybody finds: categories, services, equipment and shops; public, so without a scope.

What an institution writes before it is published stands in listing_tables.py.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, synonym

from hub.kernel.db import Fen, Key, Model
from schemas.terms import PricingMode


class Category(Model):
    """One node of the three-level classification; a code of 2, 4 or 6 digits is its own path."""

    __tablename__ = "category"
    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)

    @property
    def level(self) -> int:
        """1, 2 or 3."""
        return len(self.code) // 2

    @property
    def parent_code(self) -> str | None:
        """The code one level up, or None for the first level."""
        return self.code[:-2] or None

    def name(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if language.startswith("zh") else self.name_en


class Service(Model):
    """What an institution offers. ``area_tags`` name the areas whose enterprises may order it (CSJ-20).

    ``region`` and ``division`` are those of the institution, which never move (G-32); ``source_region`` is the region
    whose platform keeps the listing, None: the institution keeps it here.
    """

    __tablename__ = "service"
    __table_args__ = (
        Index("ix_service_words", "words", postgresql_using="gin"),
        Index(
            "ix_service_area_tags", "area_tags", postgresql_using="gin", postgresql_ops={"area_tags": "jsonb_path_ops"}
        ),
        Index("ix_service_newest", "listed_at", "no"),
        Index("ix_service_price", text("coalesce(price_fen, 1000000000000000)"), "no"),
    )
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(20), unique=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    category_code: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    pricing: Mapped[PricingMode] = mapped_column(Enum(PricingMode, native_enum=False, length=20))
    price_fen: Mapped[Fen | None]
    unit: Mapped[str | None] = mapped_column(Text)
    service_days: Mapped[int | None]
    area_tags: Mapped[list[Any]] = mapped_column(default=list)
    open_to_others: Mapped[bool] = mapped_column(default=False)
    programme_badges: Mapped[list[Any]] = mapped_column(default=list)
    equipment_nos: Mapped[list[Any]] = mapped_column(default=list)
    sub_unit: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    promise: Mapped[str] = mapped_column(Text, default="", server_default="")
    image_id: Mapped[UUID | None] = mapped_column(Uuid)
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    division: Mapped[str] = mapped_column(String(6), default="", server_default="")
    source_region: Mapped[str | None] = mapped_column(String(40))
    published: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    views: Mapped[int] = mapped_column(default=0, server_default="0")
    listed_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class Equipment(Model):
    """An instrument of an institution (仪器), found in the catalogue and named by the services that use it."""

    __tablename__ = "equipment"
    __table_args__ = (Index("ix_equipment_words", "words", postgresql_using="gin"),)
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(20), unique=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    category_code: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    manufacturer: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    charge_note: Mapped[str] = mapped_column(Text, default="")
    service_days: Mapped[int | None]
    open: Mapped[bool] = mapped_column(default=True)
    sub_unit: Mapped[str | None] = mapped_column(Text)
    image_id: Mapped[UUID | None] = mapped_column(Uuid)
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    division: Mapped[str] = mapped_column(String(6), default="", server_default="")
    source_region: Mapped[str | None] = mapped_column(String(40))
    published: Mapped[bool] = mapped_column(default=True, server_default="true")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    views: Mapped[int] = mapped_column(default=0, server_default="0")
    listed_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class Shop(Model):
    """What an institution says of itself to everybody (店铺首页): found by name, place and words of its own."""

    __tablename__ = "shop"
    __table_args__ = (Index("ix_shop_words", "words", postgresql_using="gin"),)
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), primary_key=True)
    no: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    sub_units: Mapped[list[Any]] = mapped_column(default=list)
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    division: Mapped[str] = mapped_column(String(6), index=True)
    source_region: Mapped[str | None] = mapped_column(String(40))
    views: Mapped[int] = mapped_column(default=0, server_default="0")
    joined_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    id: Mapped[UUID] = synonym("organization_id")
