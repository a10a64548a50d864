"""The shop's own API keys, for staff."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from creditshop.accounts import Role, SignedIn
from creditshop.ui.gate import staff
from creditshop.ui.states.api_keys import Keys
from creditshop.ui.states.live_page import StaffPage


class AdminKeysState(Keys, StaffPage, rx.State):
    """The shop's own keys, which see every wallet: an owner makes and ends them, all of staff see that they exist."""

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def open(self, dialog: Any, key_id: Any) -> None:
        """Open a dialog: for a new key, or about the end of one."""
        await self._open(dialog, key_id)

    @rx.event
    @staff()
    async def close(self) -> None:
        """The dialog was closed, or the page was left."""
        self._close()

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def create(self, form: Any) -> AsyncIterator[None]:
        """Make the key that the form describes, and show it this once."""
        await self._create(form)
        yield
        self._forget()

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def revoke(self, key_id: Any) -> None:
        """End a key, at once."""
        await self._revoke(key_id)

    def _owner(self, _user: SignedIn) -> None:
        return None

    def _may_change(self, user: SignedIn) -> bool:
        return user.role is Role.OWNER
