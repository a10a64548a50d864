"""Who looks at a private page: asked before it is shown, and again whenever something of theirs changes.

Reflex ends a listener when its page is left or its connection is lost, and starts it anew on a reconnect.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, TypeGuard
from urllib.parse import quote

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.ui.gate import public
from creditshop.ui.live import EVERYTHING, HEARTBEAT, subscribed
from creditshop.ui.states.session import SessionState, signed_in_user

_BREATH = 0.5  # seconds between two looks of a page that is woken by everything
LONGEST_SEARCH = 255
_ID = re.compile(r"[a-z]{2,3}_[A-Za-z0-9]{1,64}")


class VisitState(rx.State):
    """The door of the private pages, for looks only: the gate and each handler's own check keep strangers out."""

    @rx.event
    @public
    async def enter(self) -> Any:
        """Lead whoever is not signed in to the sign-in page, and back here afterwards."""
        return None if await signed_in_user(self) else rx.redirect(sign_in_address(self))


def sign_in_address(state: rx.State) -> str:
    """The sign-in page, which leads back to the page that `state` is on."""
    url = state.router.url
    here = f"{url.path}?{url.query}" if url.query else url.path
    return f"/login/?next={quote(here, safe='')}"


async def visits(state: rx.State) -> AsyncIterator[SignedIn]:
    """The signed-in user, at once and after each change of what is theirs; ends when they are signed out."""
    user = await signed_in_user(state)
    if user is None:
        return
    with subscribed(user.user_id) as page:
        while user := await signed_in_user(state):
            yield user
            await page.changed()


async def staff_visits(state: rx.State, *, every: float = HEARTBEAT) -> AsyncIterator[SignedIn]:
    """The member of staff who looks: at once, after each change of anything, and `every` so many seconds without one.

    Ends when they are none any more.
    """
    with subscribed(EVERYTHING) as page:
        while (user := await signed_in_user(state)) and user.role.is_staff:
            yield user
            await asyncio.sleep(_BREATH)
            await page.changed(every)


async def farewell(state: rx.State) -> Any:
    """After the last visit: empty all that this browser tab holds, and lead to the sign-in page."""
    async with state:
        root = state._get_root_state()
        for part in root.get_substates():  # on Redis only those of this page are loaded yet
            await state.get_state(part)
        root.reset()
    return rx.redirect(sign_in_address(state))


async def locale_of(state: rx.State) -> str:
    """The reader's language."""
    return (await state.get_state(SessionState)).locale


def typed(value: Any) -> str:
    """What somebody typed to search for, cut to LONGEST_SEARCH characters; nothing when it is no line of text."""
    return value.strip()[:LONGEST_SEARCH] if isinstance(value, str) and value.isprintable() else ""


def is_id(value: Any) -> TypeGuard[str]:
    """Whether a handler's argument has the form of one of our ids; anything can arrive over the websocket."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None
