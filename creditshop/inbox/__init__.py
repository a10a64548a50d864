"""The inbox: every event that a payment provider sent, kept as it came, applied once."""

from creditshop.inbox.dispatch import Handler, bind
from creditshop.inbox.errors import EventNotFound, EventSettled, NotOurs, NotYet, Unclaimed, Unreadable
from creditshop.inbox.jobs import register_jobs
from creditshop.inbox.listing import LARGEST_PAGE, EventPage, EventView, count_failing, event, event_types, events
from creditshop.inbox.models import EventState
from creditshop.inbox.receiving import OPEN, Received, ignore, receive, replay, wake

__all__ = [
    "LARGEST_PAGE",
    "OPEN",
    "EventNotFound",
    "EventPage",
    "EventSettled",
    "EventState",
    "EventView",
    "Handler",
    "NotOurs",
    "NotYet",
    "Received",
    "Unclaimed",
    "Unreadable",
    "bind",
    "count_failing",
    "event",
    "event_types",
    "events",
    "ignore",
    "receive",
    "register_jobs",
    "replay",
    "wake",
]
