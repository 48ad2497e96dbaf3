"""Reviews of anything that goes through a chain of stages: who is asked next, and what they said."""

from hub.reviews.models import Review, ReviewState

__all__ = ["Review", "ReviewState"]
