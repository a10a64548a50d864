"""The inbox: every event that a payment provider sent, kept as it came, applied once."""

from creditshop.inbox.dispatch import Handler, bind
from creditshop.inbox.errors import EventNotFound, NotOurs, NotYet, Unclaimed, Unreadable
from creditshop.inbox.jobs import register_jobs
from creditshop.inbox.listing import EventPage, EventView, event, events
from creditshop.inbox.models import EventState
from creditshop.inbox.receiving import Received, receive, replay, wake

__all__ = [
    "EventNotFound",
    "EventPage",
    "EventState",
    "EventView",
    "Handler",
    "NotOurs",
    "NotYet",
    "Received",
    "Unclaimed",
    "Unreadable",
    "bind",
    "event",
    "events",
    "receive",
    "register_jobs",
    "replay",
    "wake",
]
