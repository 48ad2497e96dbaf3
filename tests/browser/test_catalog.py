"""The catalogue's pages in a real browser: accessible and inside the screen at both widths."""

import pytest

from tests.browser.test_pages import look, names, shot_name

PAGES = [
    ("", "/map"),
    ("", "/institutions/91340500MA9JG20547"),
    ("e10", "/services/compare?no=V02&no=V13&no=V12"),
    ("e10", "/services?words=检测"),
    ("i02", "/institution/listings/new/service"),
    ("i02", "/institution/listings/V02"),
    ("mas_init", "/area/institutions/91340500MA9JG20547"),
]


@pytest.mark.parametrize(("account", "path"), PAGES, ids=names(PAGES))
def test_a_page_of_the_catalogue_is_accessible_and_narrow_enough(window, account, path):
    look(window(account), path, shot_name(account, path, 1366), 1366)
