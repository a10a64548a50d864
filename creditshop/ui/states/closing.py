"""What closing the reader's account would do, and why it cannot be done now."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.closing import what_goes
from creditshop.database import read
from creditshop.ui import format as fmt
from creditshop.ui.gate import signed_in
from creditshop.ui.states.visit import farewell, locale_of, visits
from creditshop.ui.texts import CATALOGUES, DEFAULT, text


class ClosingState(rx.State):
    """`obstacle` says what must come to its end first; it is empty when nothing must."""

    loaded: bool = False
    email: str = ""
    credits: str = ""
    held: str = ""
    obstacle: str = ""
    error: str = ""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show it for as long as the page is open."""
        async with self:
            self.reset()
            code = self.router.url.query_parameters.get("error", "")
            self.error = await self._words(code) if code else ""
        async for user in visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(what_goes, user.user_id, now=utcnow()), await locale_of(self)
        self.email = user.email
        self.credits = fmt.credits(found.credits, locale) if found.credits else ""
        self.held = fmt.credits(found.held, locale) if found.held else ""
        self.obstacle = await self._words(found.obstacle) if found.obstacle else ""
        self.loaded = True

    async def _words(self, code: str) -> str:
        for key in (f"close.error.{code}", f"settings.error.{code}"):
            if key in CATALOGUES[DEFAULT]:
                return text(await locale_of(self), key)
        return text(await locale_of(self), "settings.error.other")
