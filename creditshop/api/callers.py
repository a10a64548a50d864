"""Who uses the API: the key of a request, and how often it may."""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from creditshop.api.acting import act, look
from creditshop.api.errors import Forbidden
from creditshop.api.session import client_ip
from creditshop.apikeys import USED_EVERY, Caller, KeyInvalid, Scope, authenticate, touch
from creditshop.clock import utcnow
from creditshop.ratelimit import hit, hit_from


async def caller_of(request: HTTPConnection) -> Caller:
    """Whose key the request brings, noting its use. Raises KeyInvalid, RateLimited, Unavailable.

    Failures are counted by network. A live key is not refused for what its neighbours do.
    """
    try:
        caller = await look(authenticate, _token(request.headers))
    except KeyInvalid:
        await hit_from("api.network", client_ip(request))
        raise
    await hit("api.key", caller.key_id)
    now = utcnow()
    if caller.used_at is None or now - caller.used_at >= USED_EVERY:
        await act(touch, caller.key_id, now=now)
    return caller


def _token(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise KeyInvalid
    return token.strip()


def check_scope(caller: Caller, scope: Scope) -> None:
    """Raise Forbidden unless the key may do this."""
    if scope not in caller.scopes:
        raise Forbidden(scope)


def check_shop(caller: Caller) -> None:
    """Raise Forbidden unless the key is the shop's own."""
    if caller.owner_id is not None:
        raise Forbidden("shop")
