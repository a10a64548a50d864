"""What is suspicious, for staff: the flags that nobody has resolved yet."""

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.database import read
from creditshop.fraud import open_flags
from creditshop.ui.states.flags import Flagged
from creditshop.ui.states.paging import PAGE, StaffList


class AdminFlagsState(Flagged, StaffList, rx.State):
    """The open flags, newest first."""

    def _begin(self) -> None:
        self.flag_said = ""

    async def _show(self, user: SignedIn) -> None:
        page = await read(open_flags, before=self._before(), limit=PAGE)
        await self._show_flags(page.flags, user)
        self._arrived(page.next_before)
