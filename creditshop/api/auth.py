"""Signing up, in and out: native forms that end in a 303, so that the page is loaded anew with its new cookie.

| POST                  | fields                  | done: 303 to           | refused: 303 to       |
|-----------------------|-------------------------|------------------------|-----------------------|
| /auth/register        | email, next             | /verify/?sent=1        | /register/?error=CODE |
| /auth/reset           | email, next             | /reset/?sent=1         | /reset/?error=CODE    |
| /auth/verify          | token, password, next   | `next`, signed in      | /verify/?error=CODE   |
| /auth/reset/confirm   | token, password, next   | `next`, signed in      | /reset/?error=CODE    |
| /auth/login           | email, password, next   | `next`, signed in      | /login/?error=CODE    |
| /auth/link            | token, next             | `next`, signed in      | /link/?error=CODE     |
| /auth/code            | code, next              | `next`, signed in      | /code/?error=CODE     |
| /auth/confirm         | password or code, next  | `next`                 | /confirm/?error=CODE  |
| /auth/logout          |                         | /?notice=signed_out    |                       |
| /auth/resend          |                         | /verify/?sent=1        | SETTINGS?error=CODE   |
| /auth/password        | current, password       | SETTINGS?done=password | SETTINGS?error=CODE   |
| /auth/sessions/revoke | session_id, or others=1 | SETTINGS?done=session  | SETTINGS?error=CODE   |

Whoever has a second factor comes from every form that signs in to /code/ first. SETTINGS is /account/settings/; its
forms and /auth/confirm are for people who are signed in; others go to /login/. Every form may bring `locale`. CODE is
`code` of an AccountError, or `too_many` with `retry_after` in seconds. `next` and `token` come back with a refusal;
address and password never do. A link opens /verify/ or /reset/ (by mail) or /link/ (by an app) with `token` and
`next`: reading it changes nothing (scanners follow links), the form on that page does.
"""

from starlette.responses import Response

from creditshop.accounts import (
    SignedIn,
    Wish,
    ask_for_link,
    change_password,
    choose_password,
    confirm_session,
    pass_step,
    pending_user,
    redeem_sign_in_link,
    revoke_others,
    revoke_session,
    sign_in,
    sign_out,
)
from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import InvalidEmail, StepOver
from creditshop.api.account_forms import SETTINGS, Form, for_signed_in, form_route, leaving, prove, see_other, welcome
from creditshop.api.session import device, session_token, take_back
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ratelimit import forgive_from, hit, hit_from


async def register(form: Form) -> Response:
    """Mail a link that makes the account, or says that there is one."""
    await _ask_for_link(form, form["email"], Wish.REGISTER)
    return see_other("/verify/", sent="1")


async def reset(form: Form) -> Response:
    """Mail a link to a new password, or one that says there is no account."""
    await _ask_for_link(form, form["email"], Wish.RESET)
    return see_other("/reset/", sent="1")


async def resend(form: Form, user: SignedIn) -> Response:
    """Mail the signed-in person a link that proves their address."""
    await _ask_for_link(form, user.email, Wish.RESET)
    return see_other("/verify/", sent="1")


async def confirm(form: Form) -> Response:
    """Use a mailed link: set its account's password and sign in."""
    await hit_from("link.network", form.ip)
    opened = await choose_password(
        form["token"], form["password"], device(form.request), locale=form["locale"] or "en", now=utcnow()
    )
    return await welcome(form.request, opened, form.next)


async def link(form: Form) -> Response:
    """Use a link that an app handed to its customer: sign in."""
    await hit_from("link.network", form.ip)
    opened = await transact(redeem_sign_in_link, form["token"], device(form.request), now=utcnow())
    return await welcome(form.request, opened, form.next)


async def login(form: Form) -> Response:
    """Sign in with address and password."""
    address = _spelling(form["email"])
    await hit_from("sign_in.network", form.ip)
    await hit_from("sign_in.address_and_network", form.ip, address)
    await hit("sign_in.address", address)
    opened = await sign_in(form["email"], form["password"], device(form.request), now=utcnow())
    await forgive_from("sign_in.address_and_network", form.ip, address)
    return await welcome(form.request, opened, form.next)


async def code(form: Form) -> Response:
    """The second step of signing in: a code of the app's, or a recovery code."""
    token, now = session_token(form.request), utcnow()
    user_id = await read(pending_user, token, now=now) if token else None
    if user_id is None or token is None:
        raise StepOver
    await hit("code.user", user_id)
    opened = await transact(pass_step, token, form["code"], device(form.request), now=now)
    return await welcome(form.request, opened, form.next)


async def confirm_again(form: Form, user: SignedIn) -> Response:
    """Prove again who one is, before an act that cannot be undone: by the second factor, or else by the password."""
    await prove(form, user)
    await transact(confirm_session, user, now=utcnow())
    return see_other(form.next)


async def logout(form: Form) -> Response:
    """End this browser's session."""
    if token := session_token(form.request):
        await transact(sign_out, token, now=utcnow())
    response = leaving(see_other("/", notice="signed_out"))
    take_back(response)
    return response


async def password(form: Form, user: SignedIn) -> Response:
    """Change the password: every other browser is signed out."""
    await hit("password.user", user.user_id)
    opened = await change_password(user, form["current"], form["password"], device(form.request), now=utcnow())
    return await welcome(form.request, opened, f"{SETTINGS}?done=password")


async def revoke(form: Form, user: SignedIn) -> Response:
    """End one session of the signed-in person, or all but this one."""
    if form["others"]:
        await transact(revoke_others, user.user_id, user.session_id, now=utcnow())
    else:
        await transact(revoke_session, user.user_id, form["session_id"], now=utcnow())
    return see_other(SETTINGS, done="session")


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


routes = [
    form_route("/auth/register", "/register/", register),
    form_route("/auth/reset", "/reset/", reset),
    form_route("/auth/verify", "/verify/", confirm),
    form_route("/auth/reset/confirm", "/reset/", confirm),
    form_route("/auth/link", "/link/", link),
    form_route("/auth/login", "/login/", login),
    form_route("/auth/code", "/code/", code),
    form_route("/auth/confirm", "/confirm/", for_signed_in(confirm_again)),
    form_route("/auth/logout", "/", logout),
    form_route("/auth/password", SETTINGS, for_signed_in(password)),
    form_route("/auth/sessions/revoke", SETTINGS, for_signed_in(revoke)),
    form_route("/auth/resend", SETTINGS, for_signed_in(resend)),
]
