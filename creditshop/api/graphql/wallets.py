"""A wallet, and what can be read of it besides."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from creditshop.api import acts, answers
from creditshop.api.graphql.resolving import Info, checked, query
from creditshop.api.graphql.types import BALANCE_AT, DAY_USE, ENTRY, GRANT, HOLD, Page, mirror
from creditshop.api.requests import Id, Limit, Sequence, period
from creditshop.clock import utcnow

USUAL_LIMIT = 25


@query(BALANCE_AT)
async def balance_at(self: answers.Wallet, info: Info, at: datetime | None = None) -> Any:
    """The balance, and what is left of which grant, now or at any earlier moment."""
    return await acts.balance_at(info.context.caller, self.id, at, now=utcnow())


@query(list[GRANT])
async def grants(self: answers.Wallet, info: Info) -> Any:
    """The credits that can be used, grant by grant, in the order in which they will be."""
    return (await acts.look(acts.list_grants, info.context.caller, self.id, now=utcnow())).data


@query(Page[ENTRY])
async def entries(self: answers.Wallet, info: Info, limit: int = USUAL_LIMIT, cursor: str | None = None) -> Any:
    """Every movement of credits, newest first."""
    sequence, size = checked(Sequence | None, cursor, "cursor"), checked(Limit, limit, "limit")
    return await acts.look(acts.list_entries, info.context.caller, self.id, cursor=sequence, limit=size)


@query(Page[HOLD])
async def holds(self: answers.Wallet, info: Info, limit: int = USUAL_LIMIT, cursor: str | None = None) -> Any:
    """Reserved credits, newest first."""
    before, size = checked(Id | None, cursor, "cursor"), checked(Limit, limit, "limit")
    return await acts.look(acts.list_holds, info.context.caller, self.id, cursor=before, limit=size, now=utcnow())


@query(list[DAY_USE])
async def usage(
    self: answers.Wallet,
    info: Info,
    since: Annotated[date | None, strawberry.argument(name="from")] = None,
    until: Annotated[date | None, strawberry.argument(name="to")] = None,
) -> Any:
    """What was used, by day (UTC) and feature, for at most 366 days; usually the thirty until today."""
    first, last = period(since, until, today=utcnow().date())
    return (await acts.look(acts.usage, info.context.caller, self.id, since=first, until=last)).data


WALLET = mirror(
    answers.Wallet,
    {"balance_at": balance_at, "grants": grants, "entries": entries, "holds": holds, "usage": usage},
)
