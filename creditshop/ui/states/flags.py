"""Flags on a page of staff: which are shown, and how one is resolved."""

from typing import Any

import reflex as rx

from creditshop.accounts import DECIDERS, SignedIn, emails_of
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.fraud import Flag, FlagNotFound, FlagResolved, resolve
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.flag_rows import FlagRow, flag_row
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_LONGEST = 500


class Flagged(rx.State, mixin=True):
    """`_show` of the page calls `_show_flags`. `flag` is the one that the dialog is about; `flag_visit` counts its
    openings, and `flag_answer` what was heard of it.
    """

    flags: list[FlagRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    may_resolve: bool = False
    flag: FlagRow = FlagRow()
    flag_visit: int = 0
    flag_answer: int = 0
    flag_said: str = ""
    flag_failed: str = ""

    async def _show(self, _user: SignedIn) -> None:
        """Read what the page shows."""
        raise NotImplementedError

    async def _show_flags(self, found: tuple[Flag, ...], user: SignedIn) -> None:
        locale, emails = await locale_of(self), await read(emails_of, {one.owner_id for one in found})
        self.may_resolve = user.role in DECIDERS
        self.flags = [flag_row(one, locale, emails[one.owner_id]) for one in found]

    @rx.event
    @staff(*DECIDERS)
    async def open_flag(self, flag_id: Any) -> None:
        """Open the question about this flag."""
        self.flag = next((row for row in self.flags if row.id == flag_id and row.open), FlagRow())
        self.flag_said = self.flag_failed = ""
        self.flag_visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close_flag(self) -> None:
        """The question was closed."""
        self.flag, self.flag_failed = FlagRow(), ""

    @rx.event
    @staff(*DECIDERS)
    async def resolve_flag(self, form: Any) -> None:
        """Say what was found about the flag, and be done with it."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS:
            return
        locale = await locale_of(self)
        note = typed.words(form.get("note"), _LONGEST) if isinstance(form, dict) else ""
        self.flag_said = self.flag_failed = ""
        if not note:
            self.flag_failed = text(locale, "flags.note.missing")
        else:
            await self._resolve(user, note, locale)
        self.flag_answer += 1

    async def _resolve(self, user: SignedIn, note: str, locale: str) -> None:
        try:
            await transact(resolve, self.flag.id, by=actor(self, user), note=note, now=utcnow())
        except (FlagNotFound, FlagResolved):
            self.flag_said = text(locale, "flags.resolved_before")
        else:
            self.flag_said = text(locale, "flags.resolved")
        self.flag = FlagRow()
        await self._show(user)
