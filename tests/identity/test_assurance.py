"""How sure one login makes the hub: a table of what the region file says and what the region said of the login."""

from pathlib import Path

import pytest

from hub.federation.region_files import read_region
from hub.identity.assurance import assurance_of_login
from hub.identity.broker import assurance_of
from schemas.terms import Assurance

LOW, SUBSTANTIAL, HIGH = Assurance.LOW, Assurance.SUBSTANTIAL, Assurance.HIGH
WORDS = {"2": LOW, "3": SUBSTANTIAL, "urn:region:card": HIGH}


@pytest.mark.parametrize(
    ("level", "acr", "counts"),
    [
        # Nothing said: the level of the region.
        (LOW, None, LOW),
        (SUBSTANTIAL, None, SUBSTANTIAL),
        (HIGH, None, HIGH),
        # The same or more: never above the region.
        (LOW, "high", LOW),
        (LOW, "substantial", LOW),
        (SUBSTANTIAL, "substantial", SUBSTANTIAL),
        (SUBSTANTIAL, "high", SUBSTANTIAL),
        (SUBSTANTIAL, "urn:region:card", SUBSTANTIAL),
        # Less: the login is lowered.
        (SUBSTANTIAL, "low", LOW),
        (HIGH, "low", LOW),
        (HIGH, "substantial", SUBSTANTIAL),
        (HIGH, "3", SUBSTANTIAL),
        (HIGH, "2", LOW),
        # What the region file does not name counts as low, an empty word too.
        (SUBSTANTIAL, "1", LOW),
        (HIGH, "HIGH", LOW),
        (HIGH, "", LOW),
        (HIGH, "urn:region:card ", LOW),
    ],
)
def test_an_acr_lowers_a_login_and_never_raises_it(level: Assurance, acr: str | None, counts: Assurance) -> None:
    assert assurance_of_login(level, acr, WORDS) is counts


def test_a_region_file_names_the_words_of_its_platform(tmp_path: Path) -> None:
    folder = tmp_path / "hebei"
    folder.mkdir()
    (folder / "region.toml").write_text(
        'code = "hebei"\ndivision = "13"\nadapter = "standard"\norigin = "sample"\n'
        'names = { zh = "河北", en = "Hebei" }\n'
        'login = { assurance = "high", reason = "x", acr = { "urn:x:2" = "substantial" } }\n'
    )
    login = read_region(folder).login
    assert login is not None and login.acr == {"urn:x:2": SUBSTANTIAL}


@pytest.mark.parametrize(("acr", "counts"), [(None, SUBSTANTIAL), ("low", LOW), ("high", SUBSTANTIAL), ("9", LOW)])
def test_the_sample_regions_are_judged_by_it(inside: None, acr: str | None, counts: Assurance) -> None:
    assert assurance_of("zhejiang", acr) is counts
