"""Lists in State, paged by keyset and live: where the reader came from, and where older rows begin."""

from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import signed_in, staff
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import farewell, staff_visits, visits

PAGE = 25


class Paged(rx.State, mixin=True):
    """The way back to newer pages. What a client sees of it is only whether there is one."""

    loaded: bool = False
    has_newer: bool = False
    has_older: bool = False
    _trail: list[Any] = []  # noqa: RUF012 - Reflex copies the default for every client
    _next: Any = None

    async def _show(self, _user: SignedIn) -> None:
        """Read the rows that begin at `_before()` for this user, and call `_arrived`."""
        raise NotImplementedError

    def _before(self) -> Any:
        return self._trail[-1] if self._trail else None

    def _arrived(self, following: Any) -> None:
        """A page was read; `following` is where the next one begins, None when there is none."""
        self._next = following
        self.has_older, self.has_newer = following is not None, bool(self._trail)
        self.loaded = True

    def _rewind(self) -> None:
        self._trail = []

    def _turn(self, *, older: bool) -> None:
        if not older:
            self._trail = self._trail[:-1]
        elif self._next is not None:
            self._trail = [*self._trail, self._next]


class OwnList(Paged, mixin=True):
    """A list of what belongs to the reader."""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show the newest rows, and keep the page that is shown up to date."""
        async with self:
            self._rewind()
        async for user in visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    @rx.event
    @signed_in
    async def older(self) -> None:
        """The next page."""
        await self._go(older=True)

    @rx.event
    @signed_in
    async def newer(self) -> None:
        """The page before."""
        await self._go(older=False)

    async def _go(self, *, older: bool) -> None:
        if user := await signed_in_user(self):
            self._turn(older=older)
            await self._show(user)


class StaffList(Paged, mixin=True):
    """A list for staff."""

    @rx.event(background=True)
    @staff()
    async def listen(self) -> Any:
        """Show the newest rows, and keep the page that is shown up to date."""
        async with self:
            self._rewind()
            self._begin()
        async for user in staff_visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    @rx.event
    @staff()
    async def older(self) -> None:
        """The next page."""
        await self._go(older=True)

    @rx.event
    @staff()
    async def newer(self) -> None:
        """The page before."""
        await self._go(older=False)

    def _begin(self) -> None:
        """Take over what the address asks for; nothing, unless a list has filters."""

    async def _go(self, *, older: bool) -> None:
        user = await signed_in_user(self)
        if user and user.role.is_staff:
            self._turn(older=older)
            await self._show(user)
