"""Stopping a customer, signing them out, shutting them out."""

from typing import Any

import reflex as rx
from pydantic import ValidationError

from creditshop.accounts import Role
from creditshop.accounts.errors import AccountError
from creditshop.clock import utcnow
from creditshop.customers import CustomerError, disable, sign_out_everywhere, suspend
from creditshop.database import transact
from creditshop.ui.gate import staff
from creditshop.ui.states.customer_dialog import CustomerDialog, Why
from creditshop.ui.states.session import actor
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

ACTS = ("suspend", "allow", "sign_out", "disable")


class AdminCustomerActsState(CustomerDialog, rx.State):
    """`dialog` is one of ACTS."""

    @rx.event
    @staff(fresh=True)
    async def open(self, act: Any) -> None:
        """Open one of the dialogs."""
        if isinstance(act, str) and act in ACTS:
            await self._open(act)

    @rx.event
    @staff(fresh=True)
    async def suspend(self, form: Any) -> None:
        """Stop the customer's spending."""
        await self._act("suspend", suspend, form, suspended=True)

    @rx.event
    @staff(fresh=True)
    async def allow(self, form: Any) -> None:
        """Let the customer spend again."""
        await self._act("allow", suspend, form, suspended=False)

    @rx.event
    @staff(fresh=True)
    async def sign_out(self, form: Any) -> None:
        """End all of the customer's sessions."""
        await self._act("sign_out", sign_out_everywhere, form)

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def disable(self, form: Any) -> None:
        """Shut the account out."""
        await self._act("disable", disable, form)

    async def _act(self, act: str, function: Any, form: Any, **more: Any) -> None:
        """Do it for the reason that the form gives."""
        user = await self._at(act)
        if user is None or not isinstance(form, dict):
            return
        locale, by = await locale_of(self), actor(self, user)
        self.failed = ""
        try:
            reason = Why.model_validate(form).reason
            await transact(function, self._customer, by, **more, reason=reason, now=utcnow())
        except (ValidationError, CustomerError, AccountError) as refusal:
            self._fail(refusal, locale)
        else:
            self._done(text(locale, f"customers.said.{act}"))
        self.answer += 1
