"""One thing in detail, for staff: found by the id in the address, and live."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import staff
from creditshop.ui.states.visit import farewell, is_id, staff_visits


class StaffDetail(rx.State, mixin=True):
    """What a page about one thing holds. `answer` counts what was done, so that buttons know when they were heard."""

    loaded: bool = False
    found: bool = False
    said: str = ""
    answer: int = 0

    @rx.event(background=True)
    @staff()
    async def listen(self) -> Any:
        """Show what the address names for as long as the page is open."""
        async with self:
            self.reset()
        async for user in staff_visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    async def _show(self, _user: SignedIn) -> None:
        """Read the thing with the id `_wanted()` for this user; sets `loaded` and `found`."""
        raise NotImplementedError

    def _wanted(self) -> str:
        wanted = self.router.url.query_parameters.get("id", "")
        return wanted if is_id(wanted) else ""
