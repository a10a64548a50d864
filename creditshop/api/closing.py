"""Closing one's account: a native form like those of auth.py.

| POST        | fields                  | done: 303 to            | refused: 303 to           |
|-------------|-------------------------|-------------------------|---------------------------|
| /auth/close | email, password or code | /?notice=account_closed | /account/close/?error=CODE |

`email` is the account's address, typed so that nobody closes the wrong one.
"""

from starlette.responses import Response

from creditshop.accounts import SignedIn
from creditshop.accounts.emails import normalise
from creditshop.api.account_forms import Form, for_signed_in, form_route, leaving, prove, see_other
from creditshop.api.session import take_back
from creditshop.clock import utcnow
from creditshop.closing import AddressNotTyped, close_account
from creditshop.database import transact

_PAGE = "/account/close/"


async def close(form: Form, user: SignedIn) -> Response:
    """Forget who this was, after a proof that it is really them."""
    if normalise(form["email"]) != user.email:
        raise AddressNotTyped
    await prove(form, user)
    await transact(close_account, user.user_id, now=utcnow())
    response = leaving(see_other("/", notice="account_closed"))
    take_back(response)
    return response


routes = [form_route("/auth/close", _PAGE, for_signed_in(close))]
