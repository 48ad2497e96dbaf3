"""`hub stories run`: play files, print each step and figure, end with the count of failures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from rich.console import Console

from hub.stories.driver import Driver, HttpDriver
from hub.stories.logins import LoginFailed
from hub.stories.runner import play
from hub.stories.story import Step, StoryFailed, StoryInvalid, load_story
from hub.stories.surface import Surface


def run_files(files: tuple[Path, ...], *, base_url: str, via: str) -> int:
    """Play each file; returns 0 when all went as they say, else 1."""
    console = Console(width=max(120, Console().width))
    failed = 0
    with_driver, close = drivers(base_url, via)
    try:
        surface = Surface(base_url)
        for path in files:
            failed += not _play_file(path, surface, with_driver, console)
    except requests.ConnectionError:
        console.print(
            f"Nothing answers at {base_url}: start the hub first (make demo, or hub serve with HUB_ENV=testing)."
        )
        return 1
    finally:
        close()
    console.print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


def drivers(base_url: str, via: str) -> tuple[Callable[[], Driver], Callable[[], Any]]:
    """How to open one person's browser, and how to end them all."""
    if via == "browser":
        from hub.stories.browser import BrowserDriver, open_chromium

        playwright, chromium = open_chromium()

        def close() -> None:
            chromium.close()
            playwright.stop()

        return lambda: BrowserDriver(base_url, chromium), close
    if via == "api":
        from hub.stories.api import ApiDriver

        return lambda: ApiDriver(base_url), lambda: None
    return lambda: HttpDriver(base_url), lambda: None


def _play_file(path: Path, surface: Surface, new_driver: Callable[[], Driver], console: Console) -> bool:
    try:
        story = load_story(path)
        console.print(f"[bold]{story.name}[/bold] {story.title}")
        play(story, surface, new_driver, reporter(console))
    except (StoryInvalid, StoryFailed, LoginFailed) as error:
        console.print(f"[red]{error}[/red]", markup=True, highlight=False)
        return False
    return True


def reporter(console: Console) -> Callable[[Step, list[tuple[str, str, str]]], None]:
    """Print a step when it is done, with the figures seen beside those expected."""

    def report(step: Step, seen: list[tuple[str, str, str]]) -> None:
        if step.at is not None:
            console.print(f"  [dim]{step.at:%Y-%m-%d %H:%M:%S}[/dim]")
            return
        note = f" [dim]{step.note}[/dim]" if step.note else ""
        refused = f" → refused: {step.refused}" if step.refused else ""
        where = step.region or step.person
        what = step.do or (f"fault {step.fault}" if step.fault else f"voucher {step.on}")
        console.print(f"  {where}: {what}{refused}{note}", highlight=False)
        for name, wanted, found in seen:
            console.print(f"      {name:<24} {wanted:>18}   seen {found}", highlight=False)

    return report
