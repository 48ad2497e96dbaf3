"""A region that nobody has heard of, with a dialect of its own, joins by two folders: no list is edited."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import adapters
from adapters.contract import Capability, Support
from adapters.discovery import WrongAdapter, discover, fault_of, known_dialects
from hub.app import create_app
from hub.federation import directory, gateway
from hub.federation.regions_check import check
from hub.settings import ROOT, SettingsRefused, load_settings

DIALECT = '''"""A dialect from elsewhere."""

from dataclasses import dataclass

from adapters.contract import AdapterSpec, Capability, EnterpriseFacts, Support
from adapters.unsupported import Unsupported


@dataclass(frozen=True)
class Settings:
    greeting: str


class Client(Unsupported):
    dialect = "martian"

    def find_enterprise(self, uscc):
        return EnterpriseFacts()


SPEC = AdapterSpec(
    dialect="martian", version="1", Settings=Settings, open=lambda settings, http, secrets, clock: Client(),
    support={c: Support.FULL if c is Capability.DIRECTORY else Support.UNSUPPORTED for c in Capability},
)
'''
REGION = """code = "mars"
division = "99"
adapter = "martian"
origin = "sample"
names = { zh = "火星", en = "Mars" }
settings = { greeting = "hello" }
"""


@pytest.fixture
def package_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the package ``adapters`` also looks into."""
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path)])
    known_dialects.cache_clear()
    yield tmp_path
    known_dialects.cache_clear()
    for name in [name for name in sys.modules if name.startswith("adapters.martian")]:
        del sys.modules[name]


def write_dialect(folder: Path, text: str = DIALECT) -> None:
    """Put the dialect there."""
    (folder / "martian").mkdir()
    (folder / "martian" / "__init__.py").write_text(text)


def with_regions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A hub that reads a copy of the shipped regions and the new one."""
    shutil.copytree(ROOT / "regions", folder / "regions")
    (folder / "regions" / "mars").mkdir()
    (folder / "regions" / "mars" / "region.toml").write_text(REGION)
    monkeypatch.setenv("HUB_HUB_REGIONS_FOLDER", str(folder / "regions"))
    return create_app(load_settings("testing"), database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_the_dialect_is_found_and_the_region_works(package_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dialect(package_folder)
    assert discover()["martian"].support[Capability.DIRECTORY] is Support.FULL
    app = with_regions(package_folder, monkeypatch)
    with app.app_context():
        found = directory.get_region("mars")
        assert gateway.open_adapter(found).find_enterprise("91310118MA9QY10564").facts == ()  # type: ignore[arg-type]
        assert gateway.offers("mars", Capability.DIRECTORY) and not gateway.offers("mars", Capability.LOGIN)
        assert check("mars") == ["mars: there is no areas/<area>/area.toml, so nobody there has a programme."]


def test_without_the_dialect_the_region_stops_start_up(package_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsRefused, match="adapter 'martian' does not exist"):
        with_regions(package_folder, monkeypatch)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("SPEC = AdapterSpec(", "OTHER = AdapterSpec(", "SPEC is missing"),
        ("(frozen=True)", "()", "not a frozen dataclass"),
        ("for c in Capability}", "for c in Capability if c is not Capability.BANK}", "says nothing about bank"),
        ('dialect="martian", version', 'dialect="shanghai", version', "exists already"),
        ("open=lambda settings, http, secrets, clock: Client()", "open=None", "open cannot be called"),
    ],
)
def test_a_package_that_is_no_dialect_is_refused(package_folder: Path, old: str, new: str, says: str) -> None:
    assert old in DIALECT
    write_dialect(package_folder, DIALECT.replace(old, new))
    with pytest.raises(WrongAdapter, match=says):
        # A dialect of the same name may be met before or after the shipped one.
        discover()


def test_every_shipped_dialect_keeps_the_form() -> None:
    assert set(discover()) >= {"shanghai", "jiangsu", "standard"}
    assert all(fault_of(spec) is None for spec in discover().values())


@pytest.mark.parametrize("region", ["anhui", "delta", "nowhere"])
def test_a_region_without_a_platform_is_checked_without_network(region: str) -> None:
    faults = check(region)
    assert (faults == []) is (region != "nowhere")


def test_production_refuses_a_platform_without_https_or_secrets() -> None:
    settings = load_settings("testing")
    production = replace(settings, hub=replace(settings.hub, environment="production"))
    with pytest.raises(SettingsRefused) as refused:
        create_app(production, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert any("https://" in fault for fault in refused.value.faults)
    assert any("SHANGHAI_API_KEY is not set" in fault for fault in refused.value.faults)
