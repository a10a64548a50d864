"""Outgoing webhooks: apps are told what happens to credits. See README.md."""

from datetime import timedelta

from creditshop.jobs import Registry
from creditshop.outgoing.delivering import DELIVER, deliver, give_up
from creditshop.outgoing.emission import on_posted
from creditshop.outgoing.endpoints import (
    EndpointView,
    add_endpoint,
    change_secret,
    delete_endpoint,
    disable,
    enable,
    endpoints,
    forget_owner,
    secret_of,
)
from creditshop.outgoing.errors import (
    DeliveryNotFound,
    EndpointDisabled,
    EndpointNotFound,
    EventsInvalid,
    OutgoingError,
    TooManyEndpoints,
    UrlInvalid,
)
from creditshop.outgoing.events import EventType
from creditshop.outgoing.log import FORGET, DeliveryView, deliveries, delivery, forget, redeliver
from creditshop.outgoing.models import DeliveryState, Disabled

__all__ = [
    "DeliveryNotFound",
    "DeliveryState",
    "DeliveryView",
    "Disabled",
    "EndpointDisabled",
    "EndpointNotFound",
    "EndpointView",
    "EventType",
    "EventsInvalid",
    "OutgoingError",
    "TooManyEndpoints",
    "UrlInvalid",
    "add_endpoint",
    "change_secret",
    "delete_endpoint",
    "deliveries",
    "delivery",
    "disable",
    "enable",
    "endpoints",
    "forget_owner",
    "lane",
    "on_posted",
    "redeliver",
    "register_jobs",
    "secret_of",
]

lane = Registry()  # run by a runner of its own: receivers that answer slowly hold up no other job


def register_jobs(kinds: Registry = lane) -> None:
    """Register the jobs that deliver and forget."""
    kinds.register(DELIVER, deliver, gave_up=give_up)
    kinds.register(FORGET, forget)
    kinds.schedule(FORGET, FORGET, timedelta(days=1))
