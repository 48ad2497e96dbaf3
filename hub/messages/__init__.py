"""Messages inside the hub (站内信) and text messages: one event, one message for each group of recipients."""

from hub.messages.models import Message, SmsOutbox
from hub.messages.service import Shown, count_unread, inbox, mark_read, tell
from hub.messages.sms import send_sms
from hub.messages.templates import TemplateMissing, render

__all__ = [
    "Message",
    "Shown",
    "SmsOutbox",
    "TemplateMissing",
    "count_unread",
    "inbox",
    "mark_read",
    "render",
    "send_sms",
    "tell",
]
