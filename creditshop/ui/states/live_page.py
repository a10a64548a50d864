"""Pages that are live: what they show is read at once and after each change, for as long as they are open."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import signed_in, staff
from creditshop.ui.states.visit import farewell, staff_visits, visits


class Shown(rx.State, mixin=True):
    """What every page holds. `answer` counts what was done, so that buttons know when they were heard."""

    loaded: bool = False
    said: str = ""
    answer: int = 0

    async def _show(self, _user: SignedIn) -> None:
        """Read what the page is about for this user; sets `loaded`."""
        raise NotImplementedError


class OwnPage(Shown, mixin=True):
    """A page about what belongs to the reader."""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show it for as long as the page is open."""
        async with self:
            self.reset()
        async for user in visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)


class StaffPage(Shown, mixin=True):
    """A page for staff."""

    @rx.event(background=True)
    @staff()
    async def listen(self) -> Any:
        """Show it for as long as the page is open."""
        async with self:
            self.reset()
        async for user in staff_visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)
