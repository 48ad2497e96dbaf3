"""Messages inside the hub (站内信) and text messages: one event, one message for each group of recipients."""

from hub.messages import wordings
from hub.messages.models import MailOutbox, Message, SmsOutbox
from hub.messages.outward import Reach, reach_units_by
from hub.messages.service import Shown, count_unread, inbox, mark_read, remove, tell
from hub.messages.sms import send_sms
from hub.messages.templates import TemplateMissing, render

__all__ = [
    "MailOutbox",
    "Message",
    "Reach",
    "Shown",
    "SmsOutbox",
    "TemplateMissing",
    "count_unread",
    "inbox",
    "mark_read",
    "reach_units_by",
    "remove",
    "render",
    "send_sms",
    "tell",
    "wordings",
]
