"""The reader's own API keys."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import signed_in
from creditshop.ui.states.api_keys import Keys
from creditshop.ui.states.live_page import OwnPage


class KeysState(Keys, OwnPage, rx.State):
    """The reader's own keys, which see their wallet alone."""

    @rx.event
    @signed_in
    async def open(self, dialog: Any, key_id: Any) -> None:
        """Open a dialog: for a new key, or about the end of one."""
        await self._open(dialog, key_id)

    @rx.event
    @signed_in
    async def close(self) -> None:
        """The dialog was closed, or the page was left."""
        self._close()

    @rx.event
    @signed_in
    async def create(self, form: Any) -> AsyncIterator[None]:
        """Make the key that the form describes, and show it this once."""
        await self._create(form)
        yield
        self._forget()

    @rx.event
    @signed_in
    async def revoke(self, key_id: Any) -> None:
        """End a key, at once."""
        await self._revoke(key_id)

    def _owner(self, user: SignedIn) -> str:
        return user.user_id

    def _may_change(self, _user: SignedIn) -> bool:
        return True
