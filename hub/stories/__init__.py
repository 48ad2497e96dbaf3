"""Stories are data: a TOML file of who does what, when, through which page, and what must be seen (contracts.md §3)."""

from hub.stories.runner import StoryFailed, play
from hub.stories.story import Story, load_story

__all__ = ["Story", "StoryFailed", "load_story", "play"]
