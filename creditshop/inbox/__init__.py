"""The inbox: every event that a payment provider sent, kept as it came, applied once."""

from creditshop.inbox.dispatch import Handler, bind
from creditshop.inbox.errors import EventNotFound, EventSettled, NotOurs, NotYet, Unclaimed, Unreadable
from creditshop.inbox.forgetting import forget_people
from creditshop.inbox.jobs import register_jobs
from creditshop.inbox.lately import Arrival, arrivals
from creditshop.inbox.listing import (
    LARGEST_PAGE,
    EventPage,
    EventView,
    count_failing,
    event,
    event_types,
    events,
    oldest_unsettled,
    unheard,
    unsettled,
)
from creditshop.inbox.models import EventState
from creditshop.inbox.receiving import OPEN, Received, ignore, receive, replay, wake

__all__ = [
    "LARGEST_PAGE",
    "OPEN",
    "Arrival",
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
    "arrivals",
    "bind",
    "count_failing",
    "event",
    "event_types",
    "events",
    "forget_people",
    "ignore",
    "oldest_unsettled",
    "receive",
    "register_jobs",
    "replay",
    "unheard",
    "unsettled",
    "wake",
]
