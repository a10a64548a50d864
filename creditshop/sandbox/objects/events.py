"""Events (https://docs.stripe.com/api/events)."""

from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.lists import ListEvents
from creditshop.sandbox.work import Work


def retrieve(work: Work, _: Expandable, event_id: str) -> Object:
    return work.find("event", event_id)


def list_all(work: Work, page: ListEvents) -> Object:
    return list_objects(work, "event", page, "/v1/events")
