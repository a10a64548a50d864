"""The reader's own settings: address, password, where they are signed in. Changes are native forms (api/auth.py)."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import SessionInfo, SignedIn, is_connected, sessions
from creditshop.accounts.agents import browser_and_system
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read
from creditshop.ui import format as fmt
from creditshop.ui.gate import signed_in
from creditshop.ui.states.visit import farewell, locale_of, visits
from creditshop.ui.texts import CATALOGUES, DEFAULT, text

_DONE = ("password", "session", "email", "connected", "disconnected")


@dataclass(frozen=True)
class SessionRow:
    """One place where the reader is signed in."""

    id: str
    device: str
    ip: str
    seen: str
    since: str
    this: bool


class SettingsState(rx.State):
    """Kept up to date by a listener: a session that ends elsewhere leaves the list at once."""

    loaded: bool = False
    email: str = ""
    verified: bool = False
    role: str = ""
    sessions: list[SessionRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    others: bool = False
    oidc_name: str = ""
    connected: bool = False
    done: str = ""
    error: str = ""

    @rx.event(background=True)
    @signed_in
    async def listen(self) -> Any:
        """Show the signed-in user's settings for as long as the page is open."""
        async with self:
            await self._hear()
        async for user in visits(self):
            async with self:
                await self._show(user)
        return await farewell(self)

    async def _hear(self) -> None:
        """Say how the form that led back here went."""
        query, locale = self.router.url.query_parameters, await locale_of(self)
        done, code = query.get("done", ""), query.get("error", "")
        self.done = text(locale, f"settings.done.{done}") if done in _DONE else ""
        key = f"settings.error.{code}"
        self.error = text(locale, key if key in CATALOGUES[DEFAULT] else "settings.error.other") if code else ""

    async def _show(self, user: SignedIn) -> None:
        found = await read(sessions, user.user_id, now=utcnow())
        locale = await locale_of(self)
        self.email, self.verified = user.email, user.verified
        self.role = text(locale, f"role.{user.role}") if user.role.is_staff else ""
        self.sessions = [session_row(session, user.session_id, locale) for session in found]
        self.others = len(found) > 1
        issuer = settings().oidc_issuer
        self.oidc_name = settings().oidc_name if issuer else ""
        self.connected = bool(issuer) and await read(is_connected, user.user_id, issuer)
        self.loaded = True


def session_row(session: SessionInfo, this: str, locale: str) -> SessionRow:
    """The session as a list shows it; `this` is the reader's own."""
    return SessionRow(
        id=session.session_id,
        device=device_words(session.user_agent, locale),
        ip=session.ip,
        seen=fmt.day_and_time(session.seen_at, locale),
        since=fmt.day(session.created_at, locale),
        this=session.session_id == this,
    )


def device_words(user_agent: str, locale: str) -> str:
    """As in "Firefox on Windows"; whatever is known of it."""
    browser, system = browser_and_system(user_agent)
    if browser and system:
        return text(locale, "settings.device", browser=browser, system=system)
    return browser or system or text(locale, "settings.device_unknown")
