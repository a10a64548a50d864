"""Two-factor authentication of the reader: setting it up, other recovery codes, turning it off."""

from typing import Any

import reflex as rx
import segno

from creditshop.accounts import (
    SignedIn,
    begin_factor,
    confirm_factor,
    factor_address,
    remove_factor,
    renew_codes,
)
from creditshop.accounts.errors import AccountError, FactorExists
from creditshop.clock import utcnow
from creditshop.database import transact
from creditshop.ratelimit import RateLimited, hit
from creditshop.ui import typed
from creditshop.ui.gate import signed_in
from creditshop.ui.states.session import SessionState, signed_in_user
from creditshop.ui.states.visit import locale_of, sign_in_address
from creditshop.ui.texts import CATALOGUES, DEFAULT, text

_LONGEST = 40


class TwoFactorState(rx.State):
    """`secret` and `picture` are of an app that is not confirmed yet, `codes` are shown this one time."""

    loaded: bool = False
    on: bool = False
    required: bool = False
    secret: str = ""
    picture: str = ""
    codes: list[str] = []  # noqa: RUF012 - Reflex copies the default for every client
    said: str = ""
    failed: str = ""
    answer: int = 0

    @rx.event
    @signed_in
    async def load(self) -> Any:
        """Show whether it is on."""
        self.reset()
        user = await signed_in_user(self)
        if user is None:
            return rx.redirect(sign_in_address(self))
        await self._show(user)
        return None

    @rx.event
    @signed_in
    async def begin(self) -> None:
        """Show the secret of a new app, as a picture and in letters."""
        user = await signed_in_user(self)
        if user is None:
            return
        self._clear()
        try:
            secret = await transact(begin_factor, user, now=utcnow())
        except FactorExists as error:
            await self._fail(error.code)
        else:
            self.secret = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
            self.picture = segno.make(factor_address(user.email, secret), error="m").svg_data_uri(scale=4, border=3)
        self.answer += 1

    @rx.event
    @signed_in
    async def confirm(self, form: Any) -> None:
        """The app's first code turns it on."""
        await self._with_code(confirm_factor, form, "two_factor.is_on")

    @rx.event
    @signed_in
    async def renew(self, form: Any) -> None:
        """Give out other recovery codes."""
        await self._with_code(renew_codes, form, "two_factor.renewed")

    @rx.event
    @signed_in
    async def remove(self, form: Any) -> None:
        """Turn it off."""
        await self._with_code(remove_factor, form, "two_factor.is_off")

    async def _with_code(self, act: Any, form: Any, done: str) -> None:
        user = await signed_in_user(self)
        if user is None:
            return
        code = typed.words(form.get("code") if isinstance(form, dict) else "", _LONGEST)
        self.failed = self.said = ""
        try:
            await hit("code.user", user.user_id)
            codes = await transact(act, user, code, now=utcnow())
        except (AccountError, RateLimited) as error:
            await self._fail(error.code)
        else:
            self._clear()
            self.codes = list(codes or ())
            self.said = text(await locale_of(self), done)
            if user := await signed_in_user(self):
                await self._show(user)
        self.answer += 1

    async def _show(self, user: SignedIn) -> None:
        session = await self.get_state(SessionState)
        session.held_back, session.staff, session.has_factor = user.held_back, user.role.is_staff, user.has_factor
        self.on, self.required = user.has_factor, user.held_back or session.factor_required
        self.loaded = True

    def _clear(self) -> None:
        self.secret = self.picture = self.said = self.failed = ""
        self.codes = []

    async def _fail(self, code: str) -> None:
        key = f"auth.error.{code}"
        self.failed = text(await locale_of(self), key if key in CATALOGUES[DEFAULT] else "auth.error.other")
