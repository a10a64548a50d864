"""The native forms of accounts: what they bring, who sent them, and how an expected failure is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from creditshop.accounts import OpenedSession, SignedIn, check_own_password, local_path, sign_out, use_code
from creditshop.accounts.errors import AccountError
from creditshop.api.forms import FormRefused, is_ours, read_form
from creditshop.api.session import client_ip, current_user, hand_out, session_token
from creditshop.clock import utcnow
from creditshop.database import transact
from creditshop.ratelimit import RateLimited, hit

SETTINGS = "/account/settings/"
_log = structlog.get_logger()


@dataclass(frozen=True)
class Form:
    """A form that one of our pages sent."""

    request: Request
    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def ip(self) -> str:
        """Where it came from."""
        return client_ip(self.request)

    @property
    def next(self) -> str:
        """Where to go on afterwards: a path of this shop."""
        return local_path(self.fields.get("next"))


Handler = Callable[[Form], Awaitable[Response]]
SignedInHandler = Callable[[Form, SignedIn], Awaitable[Response]]


def form_route(path: str, page: str, handler: Handler) -> Route:
    """A route that takes our own forms only and turns each expected failure into words on `page`."""

    async def endpoint(request: Request) -> Response:
        if not is_ours(request.headers):
            return PlainTextResponse("This form was not sent by a page of this shop.", status_code=403)
        try:
            form = Form(request, await read_form(request))
        except FormRefused as error:
            return PlainTextResponse("This is not a form of this shop.", status_code=error.status)
        try:
            response = await handler(form)
        except AccountError as error:
            response = _refused(form, page, error.code)
        except RateLimited as error:
            response = _refused(form, page, error.code, retry_after=str(error.retry_after))
            response.headers["Retry-After"] = str(error.retry_after)
        response.headers["Cache-Control"] = "no-store"
        return response

    return Route(path, endpoint, methods=["POST"])


def for_signed_in(handler: SignedInHandler) -> Handler:
    """For people who are signed in; others are led to the sign-in page."""

    async def checked(form: Form) -> Response:
        user = await current_user(form.request)
        return await handler(form, user) if user else see_other("/login/", next=SETTINGS)

    return checked


async def prove(form: Form, user: SignedIn) -> None:
    """Whether it is really them: by `code` of the second factor, or else by `password`.

    Raises WrongCode, WrongCredentials, RateLimited.
    """
    await hit("code.user" if user.has_factor else "password.user", user.user_id)
    if user.has_factor:
        await transact(use_code, user.user_id, form["code"], now=utcnow())
    else:
        await check_own_password(user, form["password"])


def see_other(path: str, **query: str) -> Response:
    """Go on to this page of ours, by GET."""
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)


async def welcome(request: Request, opened: OpenedSession, path: str) -> Response:
    """Give the browser its new session, and go on to `path`, or first to the second step of signing in."""
    if old := session_token(request):
        await transact(sign_out, old, now=utcnow())
    _log.info("first_step" if opened.pending else "signed_in", user_id=opened.user_id, session_id=opened.session_id)
    response = leaving(see_other("/code/", next=path) if opened.pending else see_other(path))
    hand_out(response, opened)
    return response


def leaving(response: Response) -> Response:
    """Drop what pages kept in the browser's storage, among it the key to the last visitor's page state."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _refused(form: Form, page: str, code: str, **more: str) -> Response:
    kept = {name: form[name] for name in ("token", "next") if form[name]}
    _log.info("account_form_refused", path=form.request.url.path, code=code, ip=form.ip)
    return see_other(page, error=code, **more, **kept)
