"""What can be read: as over REST, with the scope `read`."""

from typing import Any

import strawberry

from creditshop.api import acts
from creditshop.api.errors import RequestInvalid
from creditshop.api.graphql.resolving import Info, checked, query
from creditshop.api.graphql.types import FEATURE, HOLD, PACKAGE, SPEND, Page
from creditshop.api.graphql.wallets import USUAL_LIMIT, WALLET
from creditshop.api.requests import Currency, Id, Limit, Place
from creditshop.clock import utcnow


@strawberry.type(description="What can be read.")
class Query:
    """The same for every key; each sees what is theirs."""

    @query(WALLET)
    async def wallet(self, info: Info, id: strawberry.ID | None = None, external_id: str | None = None) -> Any:
        """A wallet as it is now, by our id or by your app's name for its customer."""
        if (id is None) == (external_id is None):
            raise RequestInvalid([{"loc": ["id"], "msg": "either `id` or `externalId` says which wallet"}])
        place = checked(Id, id, "id") if id is not None else checked(Place, f"external:{external_id}", "externalId")
        return await acts.look(acts.find_wallet, info.context.caller, place)

    @query(Page[WALLET])
    async def wallets(self, info: Info, limit: int = USUAL_LIMIT, cursor: str | None = None) -> Any:
        """Every wallet that the key may see, by id."""
        after, size = checked(Id | None, cursor, "cursor"), checked(Limit, limit, "limit")
        return await acts.look(acts.list_wallets, info.context.caller, cursor=after, limit=size)

    @query(SPEND)
    async def spend(self, info: Info, id: strawberry.ID) -> Any:
        """A spend, as it was answered."""
        return await acts.look(acts.find_spend, info.context.caller, checked(Id, id, "id"))

    @query(HOLD)
    async def hold(self, info: Info, id: strawberry.ID) -> Any:
        """A hold as it is now."""
        return await acts.look(acts.find_hold, info.context.caller, checked(Id, id, "id"), now=utcnow())

    @query(list[PACKAGE])
    async def packages(self, currency: str) -> Any:
        """What is on sale in a currency."""
        return (await acts.look(acts.list_packages, checked(Currency, currency, "currency"))).data

    @query(list[FEATURE])
    async def features(self) -> Any:
        """The price list: what using each feature costs."""
        return (await acts.look(acts.list_features)).data
