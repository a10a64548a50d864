"""How the shop is doing, for staff: figures beside those of the period before, by day, and what happens just now."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import reflex as rx

from creditshop.checkout import PurchaseNews, latest_news
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.insights import Figure, Figures, Overview, overview, refresh
from creditshop.payments.money import major_units
from creditshop.refunds import amounts_of
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.overview_rows import Step, Tile, steps, tiles
from creditshop.ui.states.rows import charged, told
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import farewell, locale_of, staff_visits
from creditshop.ui.texts import text

PERIODS = ("7", "30", "90", "365")
_PACE = 5.0  # seconds between two looks: figures are counted no more often than that
_NEWS = 10


@dataclass(frozen=True)
class DayRow:
    """A day in charts, which draw the numbers, and in the table, which shows what they say."""

    day: str
    date: str
    revenue: float
    revenue_says: str
    payments: str
    sold: int
    sold_says: str
    spent: int
    spent_says: str
    outstanding: int
    outstanding_says: str


@dataclass(frozen=True)
class NewsRow:
    """Something that happened to a purchase."""

    purchase: str
    when: str
    what: str
    email: str
    amount: str


class AdminOverviewState(rx.State):
    """The last `days` days, today included; days are those of UTC. Money is that in `currency`, one of `currencies`."""

    loaded: bool = False
    days: str = "30"
    currency: str = ""
    currencies: list[str] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    tiles: list[Tile] = []  # noqa: RUF012
    steps: list[Step] = []  # noqa: RUF012
    rows: list[DayRow] = []  # noqa: RUF012
    news: list[NewsRow] = []  # noqa: RUF012
    note: str = ""
    behind: bool = False
    _shown: str = ""

    @rx.event(background=True)
    @staff()
    async def listen(self) -> Any:
        """Show what is counted at once, then have today counted, and show that, for as long as the page is open."""
        async for _ in staff_visits(self, every=_PACE):
            async with self:
                await self._show()
            complete = await transact(refresh, now=utcnow())
            async with self:
                self.behind = not complete
                await self._show()
        return await farewell(self)

    @rx.event
    @staff()
    async def choose_days(self, days: Any) -> None:
        """Show another period."""
        if days in PERIODS:
            self.days = days
            await self._again()

    @rx.event
    @staff()
    async def choose_currency(self, currency: Any) -> None:
        """Show money in another currency."""
        if currency in self.currencies:
            self.currency = currency
            await self._again()

    async def _again(self) -> None:
        user = await signed_in_user(self)
        if user and user.role.is_staff:
            await self._show()

    async def _show(self) -> None:
        now, locale = utcnow(), await locale_of(self)
        first = now.date() - timedelta(int(self.days) - 1)
        found, news = await read(overview, first, now.date()), await read(latest_news, limit=_NEWS)
        if _digest(locale, self.currency, found, news) != self._shown:  # an open page is sent only what is new
            self._fill(found, locale)
            amounts = await read(amounts_of, [one.entry.detail for one in news])
            self.news = [_news_row(one, amounts, now, locale) for one in news]
            self._shown, self.loaded = _digest(locale, self.currency, found, news), True

    def _fill(self, found: Overview, locale: str) -> None:
        self.currencies = list(found.currencies)
        if self.currency not in self.currencies:
            self.currency = self.currencies[0] if self.currencies else ""
        self.tiles = tiles(found, self.currency, int(self.days), locale)
        self.steps = steps(found.now, locale)
        self.rows = [self._row(figures, day, locale) for day, figures in found.days.items()]
        self.note = text(locale, "overview.note", first=fmt.day(found.first, locale), last=fmt.day(found.last, locale))

    def _row(self, figures: Figures, day: date, locale: str) -> DayRow:
        revenue, currency = figures.money(Figure.PAID, self.currency), self.currency
        sold, spent = figures.credits(Figure.SOLD), figures.credits(Figure.SPENT)
        return DayRow(
            day=fmt.short_day(day, locale),
            date=fmt.day(day, locale),
            revenue=float(major_units(revenue, currency)) if currency else 0,  # how high a bar is, no amount
            revenue_says=fmt.money(revenue, currency, locale) if currency else "",
            payments=fmt.credits(figures.count(Figure.PAID, currency), locale),
            sold=sold,
            sold_says=fmt.credits(sold, locale),
            spent=spent,
            spent_says=fmt.credits(spent, locale),
            outstanding=figures.outstanding,
            outstanding_says=fmt.credits(figures.outstanding, locale),
        )


def _digest(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _news_row(news: PurchaseNews, amounts: Mapping[str, int], now: datetime, locale: str) -> NewsRow:
    """`amounts` are those of refunds and disputes, which the news name by their ids."""
    purchase = news.purchase
    amount = amounts.get(news.entry.detail, charged(purchase))
    return NewsRow(
        purchase=purchase.id,
        when=fmt.lately(news.entry.at, now, locale),
        what=told(news.entry.what, locale),
        email=purchase.email,
        amount=fmt.money(amount, purchase.currency, locale),
    )
