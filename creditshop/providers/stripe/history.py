"""Reading what Stripe has on record since a moment: every page of a list, the oldest first."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any

import stripe

PAGE = 100  # the most that Stripe gives at once
MOST_TYPES = 20  # of events, in one request (https://docs.stripe.com/api/events/list)
Call = Callable[[Any], Awaitable[Any]]


async def read_since(call: Call, ask: Any, since: datetime, **params: Any) -> list[stripe.StripeObject]:
    """All objects of a list made from `since` on. `ask` is the list method, `call` what carries a request out.

    They are kept until the last page has come: a list that breaks off says nothing.
    """
    found: list[stripe.StripeObject] = []
    wanted = {"created": {"gte": int(since.timestamp())}, "limit": PAGE, **params}
    while True:
        page = await call(ask(wanted))
        found += page.data
        if not page.has_more:
            return found[::-1]
        wanted["starting_after"] = page.data[-1].id


async def events_since(call: Call, ask: Any, since: datetime, types: Collection[str]) -> list[stripe.StripeObject]:
    """The events of these types; Stripe keeps them for 30 days."""
    names, found = sorted(types), list[stripe.StripeObject]()
    for start in range(0, len(names), MOST_TYPES):
        found += await read_since(call, ask, since, types=names[start : start + MOST_TYPES])
    return sorted(found, key=lambda one: one["created"])
