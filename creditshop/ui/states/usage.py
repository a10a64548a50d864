"""What was used, by day and feature, and how long the rest lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ledger import DayUse
from creditshop.ui import format as fmt
from creditshop.ui.components.chart import Bar
from creditshop.ui.gate import signed_in
from creditshop.ui.states.paging import PAGE, OwnList
from creditshop.ui.states.visit import locale_of
from creditshop.ui.states.wallet_reading import Usage, lasts, usage
from creditshop.ui.texts import text

PERIODS = ("7", "30", "90")
_LONG = 365


@dataclass(frozen=True)
class UseRow:
    """What was used of a feature on one day; `slug` is what programs call it, when people have another name for it."""

    day: str
    name: str
    slug: str
    spends: str
    credits: str


class UsageState(OwnList, rx.State):
    """The last `days` days, today included; days are those of UTC."""

    days: str = "30"
    bars: list[Bar] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    rows: list[UseRow] = []  # noqa: RUF012
    used: str = ""
    spends: str = ""
    available: str = ""
    lasts: str = ""
    most: str = ""
    since: str = ""
    until: str = ""
    about: str = ""

    @rx.event
    @signed_in
    async def choose(self, days: Any) -> None:
        """Show another period."""
        if days in PERIODS:
            self._rewind()
            self.days = days
            await self._go(older=False)

    async def _show(self, user: SignedIn) -> None:
        today, locale, days = utcnow().date(), await locale_of(self), int(self.days)
        found = await read(usage, user.user_id, days=days, today=today)
        self._sum_up(found, today, locale)
        self._draw(found.use, [today - timedelta(back) for back in reversed(range(days))], locale)
        start = self._before() or 0
        latest = sorted(found.use, key=lambda one: (-one.day.toordinal(), one.feature))
        self.rows = [_row(one, found.names, locale) for one in latest[start : start + PAGE]]
        self._arrived(start + PAGE if len(latest) > start + PAGE else None)

    def _sum_up(self, found: Usage, today: date, locale: str) -> None:
        self.used = fmt.credits(sum(one.credits for one in found.use), locale)
        self.spends = fmt.credits(sum(one.spends for one in found.use), locale)
        self.available = fmt.credits(found.available, locale)
        self.lasts = runway(lasts(found, today), locale)

    def _draw(self, use: Sequence[DayUse], days: Sequence[date], locale: str) -> None:
        totals = dict.fromkeys(days, 0)
        for one in use:
            totals[one.day] += one.credits
        most = max(totals.values())
        self.bars = [
            Bar(f"{fmt.day(day, locale)}: {fmt.credits(total, locale)}", 100 * total / most if most else 0)
            for day, total in totals.items()
        ]
        self.most = fmt.credits(most, locale)
        self.since, self.until = fmt.day(days[0], locale), fmt.day(days[-1], locale)
        busiest = fmt.day(max(totals, key=lambda day: totals[day]), locale)
        self.about = text(locale, "usage.chart", days=len(days), credits=self.used, most=self.most, day=busiest)


def runway(days: int | None, locale: str) -> str:
    """How long credits last, in words; empty when nobody can know."""
    if days is None:
        return ""
    if days > _LONG:
        return text(locale, "usage.lasts.long")
    if days < 1:
        return text(locale, "usage.lasts.short")
    return text(locale, "usage.lasts.one" if days == 1 else "usage.lasts", days=days)


def _row(use: DayUse, names: Mapping[str, str], locale: str) -> UseRow:
    return UseRow(
        day=fmt.day(use.day, locale),
        name=names.get(use.feature, use.feature) or text(locale, "usage.no_feature"),
        slug=use.feature if use.feature in names else "",
        spends=fmt.credits(use.spends, locale),
        credits=fmt.credits(use.credits, locale),
    )
