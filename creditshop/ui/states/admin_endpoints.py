"""The shop's own endpoints, for staff."""

from typing import Any

import reflex as rx

from creditshop.accounts import Role, SignedIn
from creditshop.ui.gate import staff
from creditshop.ui.states.endpoints import Endpoints
from creditshop.ui.states.paging import StaffList


class AdminEndpointsState(Endpoints, StaffList, rx.State):
    """The shop's own endpoints, which hear of every wallet: an owner decides who does, and sees their secrets."""

    @rx.event
    @staff(fresh=True)
    async def open(self, dialog: Any, about: Any) -> None:
        """Open a dialog about an endpoint, which is for an owner, or about a delivery."""
        await self._open(dialog, about)

    @rx.event
    @staff()
    async def close(self) -> None:
        """The dialog was closed."""
        self._close()

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def add(self, form: Any) -> None:
        """Add the endpoint that the form describes."""
        await self._add(form)

    @rx.event
    @staff(Role.OWNER)
    async def change(self, what: Any, endpoint_id: Any) -> None:
        """Enable, disable or delete an endpoint, or give it a new secret."""
        await self._change(what, endpoint_id)

    @rx.event
    @staff()
    async def redeliver(self, delivery_id: Any) -> None:
        """Send a message again."""
        await self._redeliver(delivery_id)

    def _owner(self, _user: SignedIn) -> None:
        return None

    def _may_see(self, user: SignedIn) -> bool:
        return user.role.is_staff

    def _may_change(self, user: SignedIn) -> bool:
        return user.role is Role.OWNER
