"""The catalogue's pages obey the strict policy and the outline of every page, also where nothing is there yet."""

import pytest
from flask import Flask

from tests.web.sample import browser_of
from tests.web.test_crawl import faults

PAGES = {
    "": [
        "/map",
        "/map/310000",
        "/map/999999",
        "/institutions?words=没有",
        "/instruments?region=tianjin",
        "/services?place=x",
    ],
    "i05": [
        "/institution/services",
        "/institution/instruments?words=没有",
        "/institution/shop",
        "/institution/imports/new",
    ],
    "e10": ["/institution/joining", "/enterprise/favorites?kind=INSTITUTION", "/services/compare"],
    "mas_init": ["/area/listings", "/area/listings?state=done", "/area/institutions"],
    "hub_steward": ["/area/listings", "/area/institutions"],
    "hub_admin": ["/operator/catalog"],
}


@pytest.mark.parametrize("account", PAGES)
def test_the_pages_are_well_formed(hub_app: Flask, account: str) -> None:
    client = browser_of(hub_app, account).client if account else hub_app.test_client()
    found = []
    for path in PAGES[account]:
        answer = client.get(path)
        expected = 422 if "place=x" in path else 200
        found += [f"{path}: {answer.status_code}"] if answer.status_code != expected else []
        found += faults(path, answer) if expected == 200 else []
    assert not found, "\n".join(found)
