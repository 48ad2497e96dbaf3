"""Importing this registers the job that delivers text messages."""

from hub.messages.sms import deliver

__all__ = ["deliver"]
