"""What the record says of maintenance can be read by the auditor."""

from hub.web.auditor.words import event_word
from schemas.events import EVENTS


def test_every_event_of_maintenance_has_its_words():
    told = {event: event_word(event) for event in EVENTS if event.startswith("maintenance.")}
    assert told == {"maintenance.announced": "维护 公告", "maintenance.closed": "维护 办结"}
