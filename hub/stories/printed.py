"""Acts with a printed form: whoever takes it in reads its check code off the paper."""

import re
from typing import TYPE_CHECKING, Any

from hub.stories.page import Page
from hub.stories.story import Person, StoryFailed

if TYPE_CHECKING:
    from hub.stories.stage import Stage

_MARK = re.compile(r"voucher-hub-sheet:[A-Z0-9-]+:([0-9a-f]{64})")


def take_paper_in(stage: "Stage", person: Person, values: dict[str, Any]) -> Page:
    """Open the form as it is printed, and confirm its receipt by what stands on it."""
    from hub.stories.runner import submit_verb

    no = values["redemption"]
    form = stage.open(person, f"/area/redemptions/{no}/sheet.pdf")
    found = _MARK.search(form.text)
    if found is None:
        raise StoryFailed(f"the printed form of {no} bears no mark (status {form.status})")
    return submit_verb(stage, person, "redemption.receive_paper", {"code": found[1]}, on=no)


PRINTED = {"paper": take_paper_in}
