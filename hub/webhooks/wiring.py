"""Webhooks hear of everything that is written into the record."""

from hub.audit import on_record
from hub.webhooks.spreading import spread

on_record(spread)
