"""Who asks: the session cookie of a request, and the address it came from."""

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from creditshop.accounts import (
    REMEMBERED,
    Device,
    OpenedSession,
    SignedIn,
    authenticate,
    browser_cookie,
    cookie_name,
    is_secure,
)
from creditshop.accounts.tokens import is_token
from creditshop.audit import Actor
from creditshop.clock import utcnow
from creditshop.config import settings


async def current_user(request: HTTPConnection) -> SignedIn | None:
    """Whose session the request's cookie belongs to, asked of the database each time; None for nobody."""
    return await authenticate(session_token(request), now=utcnow())


def session_token(request: HTTPConnection) -> str | None:
    """The session token that the request brings, valid or not."""
    return request.cookies.get(cookie_name())


def device(request: HTTPConnection) -> Device:
    """Where the request comes from, for the list of sessions and the rate limits."""
    where = {"ip": client_ip(request), "user_agent": request.headers.get("user-agent", "")}
    known = request.cookies.get(browser_cookie(), "")
    return Device(**where, browser=known) if is_token(known) else Device(**where)


def client_ip(request: HTTPConnection) -> str:
    """The client's address: each trusted proxy (TRUSTED_PROXY_HOPS) adds the one it saw at the end of X-Forwarded-For.

    What stands before those entries was written by the client and is not believed.
    """
    hops = settings().trusted_proxy_hops
    seen = [part.strip() for value in request.headers.getlist("x-forwarded-for") for part in value.split(",")]
    if hops and len(seen) >= hops:
        return seen[-hops]
    return request.client.host if request.client else ""


def actor(request: HTTPConnection, user: SignedIn) -> Actor:
    """This member of staff, for the audit log, with the address that the request came from."""
    return Actor(user.user_id, user.email, str(user.role), client_ip(request))


def hand_out(response: Response, opened: OpenedSession) -> None:
    """Put a new session's token into the browser's cookie, and what the browser is recognised by into another."""
    _set_cookie(response, cookie_name(), opened.token, opened.expires_at - utcnow())
    _set_cookie(response, browser_cookie(), opened.browser, REMEMBERED)


def _set_cookie(response: Response, name: str, value: str, lives: timedelta) -> None:
    """A cookie that no script can read."""
    seconds = int(lives.total_seconds())
    response.set_cookie(name, value, max_age=seconds, path="/", secure=is_secure(), httponly=True, samesite="lax")


def take_back(response: Response) -> None:
    """Remove the session cookie from the browser."""
    response.delete_cookie(cookie_name(), path="/", secure=is_secure(), httponly=True, samesite="lax")
