"""The timeline of a redemption for those who review and audit: its states, and each act of releasing a hold."""

from collections.abc import Sequence

from hub import integrity
from hub.redemption import Redemption
from hub.web.language import t
from hub.web.timeline import Entry, timeline_of


def history_of(found: Redemption) -> Sequence[Entry]:
    """State changes with the releases between them, oldest first."""
    entries = [*timeline_of("redemption", found.id, programme=found.programme)]
    for one in integrity.list_releases(subject="redemption", subject_id=found.id):
        entries.append(
            Entry(
                at=one.released_at,
                state="HELD",
                text=t("同意解除暂缓", "Agreed to release the hold"),
                who=one.name,
                reason=one.reason,
                by_hub=False,
            )
        )
    # A release stands before the state change that it brings about at the same moment.
    return sorted(entries, key=lambda entry: (entry.at, entry.state != "HELD"))
