"""Importing this registers the job that delivers text messages and e-mails."""

from hub.messages.outward import deliver_mail
from hub.messages.sms import deliver

__all__ = ["deliver", "deliver_mail"]
