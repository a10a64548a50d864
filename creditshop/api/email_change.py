"""Changing the address of an account: native forms, like those of auth.py.

| POST                | fields                  | done: 303 to         | refused: 303 to          |
|---------------------|-------------------------|----------------------|--------------------------|
| /auth/email         | email, password or code | SETTINGS?done=email  | SETTINGS?error=CODE      |
| /auth/email/confirm | token                   | /email/?sent=1       | /email/?error=CODE       |
| /auth/email/object  | token                   | /objection/?sent=1   | /objection/?error=CODE   |

The last two are behind mailed links, and for whoever has one: nobody need be signed in.
"""

from starlette.responses import Response

from creditshop.accounts import SignedIn, ask_for_change, confirm_change, normalise, object_to_change
from creditshop.api.account_forms import SETTINGS, Form, for_signed_in, form_route, prove, see_other
from creditshop.api.session import device
from creditshop.clock import utcnow
from creditshop.database import transact
from creditshop.ratelimit import hit, hit_from


async def ask(form: Form, user: SignedIn) -> Response:
    """Mail a link to the new address, after a proof of who asks."""
    address = normalise(form["email"])
    await prove(form, user)
    await hit_from("mail.network", form.ip)
    await hit("mail.address", address)
    await hit("email.user", user.user_id)
    await transact(ask_for_change, user, address, now=utcnow())
    return see_other(SETTINGS, done="email")


async def confirm(form: Form) -> Response:
    """The new mailbox has the link: the address is changed."""
    await hit_from("link.network", form.ip)
    await transact(confirm_change, form["token"], device(form.request), now=utcnow())
    return see_other("/email/", sent="1")


async def object_(form: Form) -> Response:
    """The old mailbox says that it was not them."""
    await hit_from("link.network", form.ip)
    await transact(object_to_change, form["token"], device(form.request), now=utcnow())
    return see_other("/objection/", sent="1")


routes = [
    form_route("/auth/email", SETTINGS, for_signed_in(ask)),
    form_route("/auth/email/confirm", "/email/", confirm),
    form_route("/auth/email/object", "/objection/", object_),
]
