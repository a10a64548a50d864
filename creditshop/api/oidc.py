"""Signing in with an OpenID provider, where one is configured: links and one form.

| route                     | does                                                                        |
|---------------------------|-----------------------------------------------------------------------------|
| GET /auth/oidc            | leads to the provider, and afterwards to `next`; `connect=1` from settings  |
| GET /auth/oidc/callback   | signs in, or connects; every failure is a 303 to the page that it began on  |
| POST /auth/oidc/disconnect | password or code: signing in there no longer opens this account           |

What a browser needs for the way back is in a cookie of its own for ten minutes, good once: a `state` that comes to
another browser opens nothing (RFC 9700, 4.7). `next` is a path of this shop whatever stands in the cookie.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.accounts import connect, disconnect, enter_as, is_fresh, is_secure, local_path
from creditshop.accounts.errors import AccountError
from creditshop.accounts.tokens import new_token
from creditshop.api.account_forms import SETTINGS, Form, for_signed_in, form_route, prove, see_other, welcome
from creditshop.api.session import client_ip, current_user, device
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import transact
from creditshop.providers.oidc import OidcFailed
from creditshop.ratelimit import RateLimited, hit_from

if TYPE_CHECKING:
    from creditshop.providers.oidc.provider import OidcProvider

_MINUTES = 10
_log = structlog.get_logger(__name__)


def _cookie() -> str:
    return "__Host-creditshop_oidc" if is_secure() else "creditshop_oidc"


@cache
def _provider(issuer: str, client_id: str, client_secret: str) -> "OidcProvider":
    from creditshop.providers.oidc.provider import OidcProvider  # noqa: PLC0415 - heavy, and for those who have one

    return OidcProvider(issuer, client_id, client_secret)


def _configured() -> "OidcProvider | None":
    here = settings()
    if not here.oidc_issuer:
        return None
    return _provider(here.oidc_issuer, here.oidc_client_id, here.oidc_client_secret.get_secret_value())


def _redirect_uri() -> str:
    return f"{settings().public_url}/auth/oidc/callback"


async def begin(request: Request) -> Response:
    """Lead to the provider."""
    provider = _configured()
    if provider is None:
        return PlainTextResponse("Not found", 404)
    connects = request.query_params.get("connect") == "1"
    user = await current_user(request) if connects else None
    if connects and (user is None or not is_fresh(user, utcnow())):
        return see_other("/confirm/", next=SETTINGS)
    way = {name: new_token() for name in ("state", "nonce", "verifier")}
    way |= {"next": local_path(request.query_params.get("next")), "connect": user.user_id if user else ""}
    try:
        await hit_from("sign_in.network", client_ip(request))
        asked = {name: way[name] for name in ("state", "nonce", "verifier")}
        address = await provider.address(redirect_uri=_redirect_uri(), **asked)
    except (OidcFailed, RateLimited) as error:
        return _refused(way, error)
    response = Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
    response.set_cookie(
        _cookie(), _packed(way), max_age=_MINUTES * 60, path="/", secure=is_secure(), httponly=True, samesite="lax"
    )
    return response


async def callback(request: Request) -> Response:
    """The browser is back from the provider."""
    provider, way = _configured(), _unpacked(request.cookies.get(_cookie(), ""))
    if provider is None:
        return PlainTextResponse("Not found", 404)
    try:
        await hit_from("sign_in.network", client_ip(request))
        response = await _arrive(request, provider, way)
    except (OidcFailed, AccountError, RateLimited) as error:
        response = _refused(way, error)
    response.delete_cookie(_cookie(), path="/", secure=is_secure(), httponly=True, samesite="lax")
    response.headers["Cache-Control"] = "no-store"
    return response


async def _arrive(request: Request, provider: "OidcProvider", way: dict[str, str]) -> Response:
    told = request.query_params
    if not way or told.get("state") != way["state"]:
        raise OidcFailed("another browser's way, an old one, or none")
    if told.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: whose answer this is
        raise OidcFailed("another provider's answer")
    if not told.get("code"):
        raise OidcFailed(f"the provider says {told.get('error', 'nothing')[:50]}")
    proof = {name: way[name] for name in ("nonce", "verifier")}
    found, now = await provider.identify(told["code"], redirect_uri=_redirect_uri(), **proof), utcnow()
    if not way["connect"]:
        opened = await transact(enter_as, found, device(request), locale="en", now=now)
        return await welcome(request, opened, local_path(way["next"]))
    user = await current_user(request)
    if user is None or user.user_id != way["connect"]:
        raise OidcFailed("somebody else is signed in by now")
    await transact(connect, user.user_id, found, now=now)
    return see_other(SETTINGS, done="connected")


async def leave(form: Form, user: Any) -> Response:
    """Sign in here alone again."""
    await prove(form, user)
    await transact(disconnect, user.user_id)
    return see_other(SETTINGS, done="disconnected")


def _refused(way: dict[str, str], error: Exception) -> Response:
    code = getattr(error, "code", "oidc")
    _log.info("oidc_refused", code=code, reason=str(error))
    if way.get("connect"):
        return see_other(SETTINGS, error=code)
    return see_other("/login/", error=code, next=local_path(way.get("next")))


def _packed(way: dict[str, str]) -> str:
    return urlsafe_b64encode(json.dumps(way).encode()).decode()


def _unpacked(cookie: str) -> dict[str, str]:
    """What was packed; nothing where it is not that."""
    try:
        way = json.loads(urlsafe_b64decode(cookie.encode()))
    except ValueError:
        return {}
    names = {"state", "nonce", "verifier", "next", "connect"}
    whole = isinstance(way, dict) and way.keys() == names and all(isinstance(value, str) for value in way.values())
    return way if whole else {}


routes = [
    Route("/auth/oidc", begin, methods=["GET"]),
    Route("/auth/oidc/callback", callback, methods=["GET"]),
    form_route("/auth/oidc/disconnect", SETTINGS, for_signed_in(leave)),
]
