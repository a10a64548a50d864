"""Who uses the API: the key of a request, and how often it may."""

from starlette.datastructures import Headers

from creditshop.api.acting import act, look
from creditshop.api.errors import Forbidden
from creditshop.apikeys import USED_EVERY, Caller, KeyInvalid, Scope, authenticate, touch
from creditshop.clock import utcnow
from creditshop.ratelimit import hit


async def caller_of(headers: Headers) -> Caller:
    """Whose key the request brings, noting its use. Raises KeyInvalid, RateLimited, Unavailable."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise KeyInvalid
    caller = await look(authenticate, token.strip())
    await hit("api.key", caller.key_id)
    now = utcnow()
    if caller.used_at is None or now - caller.used_at >= USED_EVERY:
        await act(touch, caller.key_id, now=now)
    return caller


def check_scope(caller: Caller, scope: Scope) -> None:
    """Raise Forbidden unless the key may do this."""
    if scope not in caller.scopes:
        raise Forbidden(scope)


def check_shop(caller: Caller) -> None:
    """Raise Forbidden unless the key is the shop's own."""
    if caller.owner_id is not None:
        raise Forbidden("shop")
