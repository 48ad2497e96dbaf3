"""Whose the things are that were decided: the capabilities that keep them say so, this one does not know them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

Finder = Callable[[Sequence[UUID]], Mapping[UUID, UUID]]
_finders: dict[str, Finder] = {}


def owners_are_found_by(subject: str, finder: Finder) -> None:
    """Let ``finder`` say to which unit the subjects of this kind belong (id of the thing → id of the unit)."""
    _finders[subject] = finder


def owners_of(subjects: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
    """The unit of each thing; those of which nobody knows are left out."""
    found: dict[tuple[str, UUID], UUID] = {}
    for subject, finder in _finders.items():
        ids = [subject_id for kind, subject_id in subjects if kind == subject]
        if ids:
            found |= {(subject, one): unit for one, unit in finder(ids).items()}
    return found
