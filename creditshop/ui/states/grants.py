"""What the reader has, in the order in which it is spent, and what is reserved."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ledger import HoldView, opening_of
from creditshop.ui import format as fmt
from creditshop.ui.states.paging import PAGE, OwnList
from creditshop.ui.states.rows import GrantRow, grant_row, what_for
from creditshop.ui.states.visit import locale_of
from creditshop.ui.states.wallet_reading import grants


@dataclass(frozen=True)
class HoldRow:
    """An open hold; `operation` is what opened it."""

    id: str
    operation: str
    what: str
    credits: str
    since: str
    until: str


class GrantsState(OwnList, rx.State):
    """The grants, page by page, and the open holds."""

    rows: list[GrantRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    holds: list[HoldRow] = []  # noqa: RUF012

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(grants, user.user_id, now=utcnow()), await locale_of(self)
        start = self._before() or 0
        self.rows = [grant_row(grant, found.names, locale) for grant in found.grants[start : start + PAGE]]
        self.holds = [hold_row(hold, found.names, locale) for hold in found.holds]
        self._arrived(start + PAGE if len(found.grants) > start + PAGE else None)


def hold_row(hold: HoldView, names: Mapping[str, str], locale: str) -> HoldRow:
    """The hold as a list shows it."""
    return HoldRow(
        id=hold.id,
        operation=opening_of(hold.id),
        what=what_for(hold.reference, hold.feature, names, locale),
        credits=fmt.credits(hold.credits, locale),
        since=fmt.day_and_time(hold.created_at, locale),
        until=fmt.day_and_time(hold.expires_at, locale),
    )
