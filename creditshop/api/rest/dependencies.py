"""What routes ask of a request: a key with a scope, an idempotency key, a page of a list."""

from typing import Annotated

from fastapi import Depends, Header, Path, Query
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.requests import Request

from creditshop.api import requests
from creditshop.api.callers import caller_of, check_scope
from creditshop.apikeys import Caller, Scope


class Requires(HTTPBearer):
    """A live key that has a scope. Raises KeyInvalid, RateLimited, Forbidden."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scheme_name="ApiKey", bearerFormat="csk_…", description="An API key.", auto_error=False)
        self.scope = scope

    async def __call__(self, request: Request) -> Caller:  # type: ignore[override]
        """Whose key it is."""
        caller = await caller_of(request)
        check_scope(caller, self.scope)
        return caller


def scope_of(route: APIRoute) -> Scope:
    """The scope that a route asks for."""
    return next(one.call.scope for one in route.dependant.dependencies if isinstance(one.call, Requires))


Reader = Annotated[Caller, Depends(Requires(Scope.READ))]
Spender = Annotated[Caller, Depends(Requires(Scope.SPEND))]
Giver = Annotated[Caller, Depends(Requires(Scope.GRANT))]
Admin = Annotated[Caller, Depends(Requires(Scope.ADMIN))]
IdempotencyKey = Annotated[
    requests.Key,
    Header(
        alias="Idempotency-Key",
        description="The same key with the same request acts once, however often it arrives.",
    ),
]
Limit = Annotated[requests.Limit, Query()]
Cursor = Annotated[requests.Id | None, Query(description="`next_cursor` of the page before this one.")]
Id = Annotated[requests.Id, Path()]
WalletPath = Annotated[requests.Place, Path()]
