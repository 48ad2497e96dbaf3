"""Stories are data: a TOML file of who does what, when, through which page, and what must be seen (contracts.md §3)."""

from hub.stories.runner import play
from hub.stories.story import Story, StoryFailed, load_story

__all__ = ["Story", "StoryFailed", "load_story", "play"]
