"""Things under way in the live hub, made the way people make them: a story played through the pages."""

from dataclasses import replace
from pathlib import Path

from flask import Flask

from hub.stories.driver import HttpDriver
from hub.stories.runner import play
from hub.stories.story import load_story
from hub.stories.surface import Surface

STORY = Path(__file__).resolve().parents[1] / "stories" / "S07.toml"


class NoSimulators(Surface):
    """The hub alone: this story needs no region platform."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.simulators = []


def stage(app: Flask, address: str) -> dict[str, str]:
    """Play the story on the sample data that is there already; returns the numbers of what it made, by alias."""
    story = replace(load_story(STORY), continues=True)
    saved = play(story, NoSimulators(address), lambda: HttpDriver(address))
    return {alias: getattr(thing, "no", str(thing)) for alias, thing in saved.items()}
