"""Counting a look at a page of the catalogue, without keeping who looked."""

from flask import request

from hub.catalog import views
from hub.kernel.db import unit_of_work
from hub.web.guards import current_actor
from hub.web.session_cookie import address_of

ROBOTS = ("bot", "spider", "crawl", "curl", "wget", "python-requests")


def count_visit(kind: str, no: str) -> None:
    """Count that this visitor looks at it today; programs that say so are not counted."""
    browser = request.headers.get("User-Agent", "")
    if not browser or any(word in browser.lower() for word in ROBOTS):
        return
    account = current_actor().account_id
    visitor = str(account) if account else f"{address_of()}|{browser}"
    with unit_of_work():
        views.note_view(kind=kind, no=no, visitor=visitor)
