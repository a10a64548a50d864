"""Dialogs in which staff do something about a customer, for a reason. Rights are asked at each act, on the server."""

from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, StringConstraints, ValidationError

from creditshop.accounts import SignedIn
from creditshop.accounts.errors import AccountError
from creditshop.customers import CustomerError, OverLimit
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.detail import wanted_id
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.texts import text

LONGEST_REASON = 500


class Why(BaseModel):
    """What every form sends."""

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON, pattern=r"^[^\x00-\x1f]+$"),
    ]


class CustomerDialog(rx.State, mixin=True):
    """`dialog` names the one that is open; it stays about the customer whom the address named when it was opened."""

    dialog: str = ""
    said: str = ""
    failed: str = ""
    answer: int = 0
    _customer: str = ""

    @rx.event
    @staff()
    async def begin(self) -> None:
        """Forget what was about another customer."""
        self.reset()

    @rx.event
    @staff()
    async def close(self) -> None:
        """The dialog was closed."""
        self._close()

    async def _open(self, dialog: str) -> SignedIn | None:
        """Open it; the member of staff who does."""
        user, customer = await signed_in_user(self), wanted_id(self)
        if user is None or not user.role.is_staff or not customer:
            return None
        self._close()
        self.said, self.dialog, self._customer = "", dialog, customer
        return user

    async def _at(self, dialog: str) -> SignedIn | None:
        """The member of staff at this dialog; None when it is not open."""
        user = await signed_in_user(self)
        return user if user and user.role.is_staff and self.dialog == dialog else None

    def _close(self) -> None:
        self.dialog = self.failed = self._customer = ""

    def _done(self, said: str) -> None:
        self._close()
        self.said = said

    def _fail(self, refusal: Exception, locale: str) -> None:
        """Say why it was not done."""
        limit: Any = {}
        match refusal:
            case ValidationError():
                code = str(refusal.errors()[0]["loc"][0])
            case OverLimit():
                code, limit = refusal.code, {"limit": fmt.credits(refusal.limit, locale)}
            case CustomerError() | AccountError():
                code = refusal.code
            case _:
                code = "credits"
        self.failed = text(locale, f"customers.error.{code}", **limit)
