"""The tables of listings and of what people keep at hand, known to the application and to migrations."""

from hub.catalog import listing_tables

__all__ = ["listing_tables"]
