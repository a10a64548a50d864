"""The reader's own endpoints and what was delivered to them."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import signed_in
from creditshop.ui.states.endpoints import Endpoints
from creditshop.ui.states.paging import OwnList


class WebhooksState(Endpoints, OwnList, rx.State):
    """The reader's own endpoints, which hear of their wallet."""

    @rx.event
    @signed_in
    async def open(self, dialog: Any, about: Any) -> None:
        """Open a dialog about an endpoint or a delivery."""
        await self._open(dialog, about)

    @rx.event
    @signed_in
    async def close(self) -> None:
        """The dialog was closed."""
        self._close()

    @rx.event
    @signed_in
    async def add(self, form: Any) -> None:
        """Add the endpoint that the form describes."""
        await self._add(form)

    @rx.event
    @signed_in
    async def change(self, what: Any, endpoint_id: Any) -> None:
        """Enable, disable or delete an endpoint, or give it a new secret."""
        await self._change(what, endpoint_id)

    @rx.event
    @signed_in
    async def redeliver(self, delivery_id: Any) -> None:
        """Send a message again."""
        await self._redeliver(delivery_id)

    def _owner(self, user: SignedIn) -> str:
        return user.user_id

    def _may_see(self, _user: SignedIn) -> bool:
        return True

    def _may_change(self, _user: SignedIn) -> bool:
        return True
