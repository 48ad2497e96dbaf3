"""Whom a listing is open to: area tag, programme badge, everybody else, or nobody else (CSJ-20, TJ-08)."""

import pytest

from hub.catalog import OpenBecause, openness

FIVE = ["qingpu", "wujiang", "jiashan", "maanshan", "xiangcheng"]


@pytest.mark.parametrize(
    ("tags", "others", "badges", "areas", "programmes", "allowed", "because"),
    [
        (FIVE[1:], False, [], ["qingpu"], ["delta"], False, OpenBecause.NOT_TAGGED),
        (FIVE[1:], False, [], ["jiangsu", "wujiang"], ["js-provincial", "delta"], True, OpenBecause.AREA_TAG),
        (FIVE[1:], False, [], [], [], False, OpenBecause.NOT_TAGGED),
        (FIVE, True, [], [], [], True, OpenBecause.OPEN_TO_OTHERS),
        ([], False, ["js-provincial"], ["jiangsu"], ["js-provincial"], True, OpenBecause.PROGRAMME_BADGE),
        ([], False, ["js-provincial"], ["maanshan"], ["delta"], True, OpenBecause.NO_TAGS),
        (["wujiang"], False, ["js-provincial"], ["jiangsu"], ["js-provincial"], True, OpenBecause.PROGRAMME_BADGE),
    ],
)
def test_a_listing_is_open_to_whom_its_tags_say(
    tags: list[str],
    others: bool,
    badges: list[str],
    areas: list[str],
    programmes: list[str],
    allowed: bool,
    because: OpenBecause,
) -> None:
    judged = openness(
        area_tags=tags, open_to_others=others, programme_badges=badges, areas=areas, programmes=programmes
    )
    assert (judged.allowed, judged.because) == (allowed, because)
