"""Webhook endpoints (https://docs.stripe.com/api/webhook_endpoints): one given at the start, and those made since."""

from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_given
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable, Params
from creditshop.sandbox.requests.lists import Page
from creditshop.sandbox.requests.webhook_endpoints import CreateEndpoint, UpdateEndpoint
from creditshop.sandbox.work import API_VERSION, EVERYTHING, GIVEN, KIND, Work, new_endpoint

_MOST = 16  # as many as Stripe allows


def create(work: Work, given: CreateEndpoint) -> Object:
    """Make an endpoint; its signing secret is in this answer alone."""
    _check(given.enabled_events, given.api_version)
    if len(_all(work)) >= _MOST:
        raise StripeError(f"You have reached the maximum of {_MOST} test webhook endpoints.")
    endpoint = new_endpoint(new_id(KIND), given.url, given.enabled_events, work.now, given.api_version)
    endpoint |= {"description": given.description, "metadata": given.metadata}
    secret = f"whsec_{random_text(32)}"
    work.tx.put(endpoint)
    work.tx.hide(endpoint["id"], secret=secret)
    return endpoint | {"secret": secret}


def retrieve(work: Work, _: Expandable, endpoint_id: str) -> Object:
    return work.find(KIND, endpoint_id)


def update(work: Work, given: UpdateEndpoint, endpoint_id: str) -> Object:
    endpoint = work.find(KIND, endpoint_id)
    _check(given.enabled_events or [], None)
    changes = given.model_dump(exclude_unset=True, exclude={"expand", "metadata", "disabled"})
    if given.disabled is not None:
        changes["status"] = "disabled" if given.disabled else "enabled"
    if given.metadata is not None:
        changes["metadata"] = merged_metadata(endpoint["metadata"], given.metadata)
    return work.tx.put(endpoint | changes)


def delete(work: Work, _: Params, endpoint_id: str) -> Object:
    work.find(KIND, endpoint_id)
    if endpoint_id == GIVEN:
        raise StripeError("This endpoint was given to the sandbox at its start: disable it instead.")
    work.tx.execute("DELETE FROM objects WHERE id = ?", (endpoint_id,))
    return {"id": endpoint_id, "object": KIND, "deleted": True}


def list_all(work: Work, page: Page) -> Object:
    return list_given(_all(work), page, "/v1/webhook_endpoints")


def _all(work: Work) -> list[Object]:
    """The newest first."""
    rows = work.tx.execute("SELECT id FROM objects WHERE type = ? ORDER BY seq DESC", (KIND,)).fetchall()
    return [work.find(KIND, row["id"]) for row in rows]


def _check(events: list[str], api_version: str | None) -> None:
    for place, name in enumerate(events):
        if name != EVERYTHING and ("." not in name or "*" in name):  # types have dots in them: `charge.refunded`
            message = f"Invalid enabled_events[{place}]: {name[:100]} is no event type."
            raise StripeError(message, param=f"enabled_events[{place}]")
    if api_version not in (None, API_VERSION):
        raise StripeError(f"Invalid API version: the sandbox speaks {API_VERSION} alone.", param="api_version")
