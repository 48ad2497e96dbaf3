"""The acceptance stories, played from outside: through pages, through the API, and in a real Chromium."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.stories import load_story, play
from hub.stories.command import drivers
from hub.stories.surface import Surface
from tests.live import live_hub
from tests.longer import LONGER

HERE = Path(__file__).parent
STORIES = sorted(path.stem for path in HERE.glob("*.toml"))

pytestmark = pytest.mark.xdist_group("live")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A hub with its simulators, for all stories of this file."""
    with live_hub(tmp_path_factory.mktemp("live")) as address:
        yield address


def _play(name: str, hub: str, via: str) -> None:
    new_driver, close = drivers(hub, via)
    surface = Surface(hub)
    surface.reset("sample")
    try:
        play(load_story(HERE / f"{name}.toml"), surface, new_driver)
    finally:
        close()


@pytest.mark.parametrize("name", STORIES)
def test_the_story_goes_as_written_through_pages(hub: str, name: str) -> None:
    _play(name, hub, "page")


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium: apt-get install chromium fonts-noto-cjk")
@pytest.mark.parametrize("name", ["S07", pytest.param("S01", marks=LONGER)])
def test_the_story_goes_as_written_in_a_real_browser(hub: str, name: str) -> None:
    # By the command, in a process of its own: the browser tests of this process have a Playwright running.
    command = [sys.executable, "-m", "hub.cli", "stories", "run", str(HERE / f"{name}.toml"), "--hub", hub]
    done = subprocess.run([*command, "--via", "browser"], capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "1 passed, 0 failed" in done.stdout


@pytest.mark.parametrize("name", ["S05", "S07"])
def test_the_story_goes_as_written_through_the_api(hub: str, name: str) -> None:
    _play(name, hub, "api")
