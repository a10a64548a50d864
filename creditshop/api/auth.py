"""Signing up, in and out: native forms that end in a 303, so that the page is loaded anew with its new cookie.

| POST                  | fields                  | done: 303 to           | refused: 303 to       |
|-----------------------|-------------------------|------------------------|-----------------------|
| /auth/register        | email, next             | /verify/?sent=1        | /register/?error=CODE |
| /auth/reset           | email, next             | /reset/?sent=1         | /reset/?error=CODE    |
| /auth/verify          | token, password, next   | `next`, signed in      | /verify/?error=CODE   |
| /auth/reset/confirm   | token, password, next   | `next`, signed in      | /reset/?error=CODE    |
| /auth/login           | email, password, next   | `next`, signed in      | /login/?error=CODE    |
| /auth/link            | token, next             | `next`, signed in      | /link/?error=CODE     |
| /auth/logout          |                         | /?notice=signed_out    |                       |
| /auth/resend          |                         | /verify/?sent=1        | SETTINGS?error=CODE   |
| /auth/password        | current, password       | SETTINGS?done=password | SETTINGS?error=CODE   |
| /auth/sessions/revoke | session_id, or others=1 | SETTINGS?done=session  | SETTINGS?error=CODE   |

SETTINGS is /account/settings/. The last three are for people who are signed in; others go to /login/. Every form may
bring `locale`. CODE is `code` of an AccountError, or `too_many` with `retry_after` in seconds. `next` and `token` come
back with a refusal; address and password never do. A link opens /verify/ or /reset/ (by mail) or /link/ (by an app)
with `token` and `next`: reading it changes nothing (scanners follow links), the form on that page does.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from creditshop.accounts import (
    OpenedSession,
    SignedIn,
    Wish,
    ask_for_link,
    change_password,
    choose_password,
    local_path,
    redeem_sign_in_link,
    revoke_others,
    revoke_session,
    sign_in,
    sign_out,
)
from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import AccountError, InvalidEmail
from creditshop.api.forms import FormRefused, is_ours, read_form
from creditshop.api.session import client_ip, current_user, device, hand_out, session_token, take_back
from creditshop.clock import utcnow
from creditshop.database import transact
from creditshop.ratelimit import RateLimited, forgive_from, hit, hit_from

_SETTINGS = "/account/settings/"
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


async def register(form: Form) -> Response:
    """Mail a link that makes the account, or says that there is one."""
    await _ask_for_link(form, form["email"], Wish.REGISTER)
    return _see_other("/verify/", sent="1")


async def reset(form: Form) -> Response:
    """Mail a link to a new password, or one that says there is no account."""
    await _ask_for_link(form, form["email"], Wish.RESET)
    return _see_other("/reset/", sent="1")


async def resend(form: Form, user: SignedIn) -> Response:
    """Mail the signed-in person a link that proves their address."""
    await _ask_for_link(form, user.email, Wish.RESET)
    return _see_other("/verify/", sent="1")


async def confirm(form: Form) -> Response:
    """Use a mailed link: set its account's password and sign in."""
    await hit_from("link.network", form.ip)
    opened = await choose_password(
        form["token"], form["password"], device(form.request), locale=form["locale"] or "en", now=utcnow()
    )
    return await _welcome(form, opened, form.next)


async def link(form: Form) -> Response:
    """Use a link that an app handed to its customer: sign in."""
    await hit_from("link.network", form.ip)
    opened = await transact(redeem_sign_in_link, form["token"], device(form.request), now=utcnow())
    return await _welcome(form, opened, form.next)


async def login(form: Form) -> Response:
    """Sign in with address and password."""
    address = _spelling(form["email"])
    await hit_from("sign_in.network", form.ip)
    await hit_from("sign_in.address_and_network", form.ip, address)
    await hit("sign_in.address", address)
    opened = await sign_in(form["email"], form["password"], device(form.request), now=utcnow())
    await forgive_from("sign_in.address_and_network", form.ip, address)
    return await _welcome(form, opened, form.next)


async def logout(form: Form) -> Response:
    """End this browser's session."""
    if token := session_token(form.request):
        await transact(sign_out, token, now=utcnow())
    response = _leaving(_see_other("/", notice="signed_out"))
    take_back(response)
    return response


async def password(form: Form, user: SignedIn) -> Response:
    """Change the password: every other browser is signed out."""
    await hit("password.user", user.user_id)
    opened = await change_password(user, form["current"], form["password"], device(form.request), now=utcnow())
    return await _welcome(form, opened, f"{_SETTINGS}?done=password")


async def revoke(form: Form, user: SignedIn) -> Response:
    """End one session of the signed-in person, or all but this one."""
    if form["others"]:
        await transact(revoke_others, user.user_id, user.session_id, now=utcnow())
    else:
        await transact(revoke_session, user.user_id, form["session_id"], now=utcnow())
    return _see_other(_SETTINGS, done="session")


def _spelling(email: str) -> str:
    """The one spelling of an address that limits are counted under; all that is no address counts as one."""
    try:
        return normalise(email)
    except InvalidEmail:
        return ""


async def _ask_for_link(form: Form, email: str, wish: Wish) -> None:
    await hit_from("mail.network", form.ip)
    await hit("mail.address", normalise(email))
    await transact(ask_for_link, email, wish, next_path=form.next, locale=form["locale"] or "en", now=utcnow())


async def _welcome(form: Form, opened: OpenedSession, path: str) -> Response:
    if old := session_token(form.request):
        await transact(sign_out, old, now=utcnow())
    _log.info("signed_in", user_id=opened.user_id, session_id=opened.session_id, ip=form.ip)
    response = _leaving(RedirectResponse(path, status_code=303))
    hand_out(response, opened)
    return response


def _leaving(response: Response) -> Response:
    """Drop what pages kept in the browser's storage, among it the key to the last visitor's page state."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _see_other(path: str, **query: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)


def _refused(form: Form, page: str, code: str, **more: str) -> Response:
    kept = {name: form[name] for name in ("token", "next") if form[name]}
    _log.info("account_form_refused", path=form.request.url.path, code=code, ip=form.ip)
    return _see_other(page, error=code, **more, **kept)


def _form(path: str, page: str, handler: Handler) -> Route:
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


def _signed_in(handler: SignedInHandler) -> Handler:
    async def checked(form: Form) -> Response:
        user = await current_user(form.request)
        return await handler(form, user) if user else _see_other("/login/", next=_SETTINGS)

    return checked


routes = [
    _form("/auth/register", "/register/", register),
    _form("/auth/reset", "/reset/", reset),
    _form("/auth/verify", "/verify/", confirm),
    _form("/auth/reset/confirm", "/reset/", confirm),
    _form("/auth/link", "/link/", link),
    _form("/auth/login", "/login/", login),
    _form("/auth/logout", "/", logout),
    _form("/auth/password", _SETTINGS, _signed_in(password)),
    _form("/auth/sessions/revoke", _SETTINGS, _signed_in(revoke)),
    _form("/auth/resend", _SETTINGS, _signed_in(resend)),
]
