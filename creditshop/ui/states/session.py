"""Who is looking, in which language, and in which mode the shop runs. Loaded by every page."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from reflex.state import OnLoadInternalState

from creditshop.accounts import SignedIn, authenticate, token_in
from creditshop.audit import Actor
from creditshop.clock import utcnow
from creditshop.config import Mode, settings
from creditshop.database import read
from creditshop.sandbox.cards import TEST_CARDS
from creditshop.ui.gate import public
from creditshop.ui.states.waiting import waiting
from creditshop.ui.texts import CATALOGUES, best_locale, text

NOTICES = ("signed_out", "account_closed")


def session_token(state: rx.State) -> str | None:
    """The session cookie's value as the websocket's handshake brought it."""
    return token_in(state.router.headers.cookie)


async def signed_in_user(state: rx.State) -> SignedIn | None:
    """The user of the session cookie, looked up in the database now; None for nobody.

    Every handler that reads or changes what belongs to somebody asks this again, whatever the gate has let through.
    """
    return await authenticate(session_token(state), now=utcnow())


def actor(state: rx.State, user: SignedIn) -> Actor:
    """This member of staff, for the audit log, with the address that their page came from."""
    return Actor(user.user_id, user.email, str(user.role), state.router.session.client_ip)


class SessionState(rx.State):
    """What the frame around every page shows. None of it is proof of anything: handlers ask `signed_in_user`."""

    locale: str = "en"
    known: bool = False
    signed_in: bool = False
    staff: bool = False
    held_back: bool = False
    has_factor: bool = False
    factor_required: bool = False
    waiting: dict[str, str] = {}  # noqa: RUF012 - Reflex copies the defaults for every client
    email: str = ""
    notice: str = ""
    sandbox: bool = False
    test_cards: list[dict[str, str]] = []  # noqa: RUF012
    chosen_locale: str = rx.Cookie("", name="locale", path="/", max_age=31_536_000, same_site="lax")

    @rx.event
    @public
    async def load(self) -> None:
        """Find out who looks, and in which language."""
        user = await signed_in_user(self)
        self.signed_in = user is not None
        self.email = user.email if user else ""
        self.staff = user is not None and user.role.is_staff
        self.held_back, self.has_factor = (user.held_back, user.has_factor) if user else (False, False)
        self.factor_required = settings().staff_needs_factor and (self.staff or self.held_back)
        self.waiting = await read(waiting) if self.staff else {}
        self.locale = self._locale(user)
        self._show_sandbox()
        code = self.router.url.query_parameters.get("notice", "")
        self.notice = text(self.locale, f"notice.{code}") if code in NOTICES else ""
        self.known = True

    @rx.event
    @public
    async def choose_locale(self, locale: Any) -> AsyncIterator[Any]:
        """Show the pages in this language from now on; what this page has loaded is loaded again, written anew."""
        if isinstance(locale, str) and locale in CATALOGUES:
            self.locale = self.chosen_locale = locale
            yield OnLoadInternalState.on_load_internal

    def _locale(self, user: SignedIn | None) -> str:
        wishes = (self.chosen_locale, user.locale if user else "")
        chosen = next((wish for wish in wishes if wish in CATALOGUES), None)
        return chosen or best_locale(self.router.headers.accept_language)

    def _show_sandbox(self) -> None:
        self.sandbox = settings().mode is Mode.SANDBOX
        self.test_cards = [{"number": card.spaced, "does": card.label} for card in TEST_CARDS] if self.sandbox else []
