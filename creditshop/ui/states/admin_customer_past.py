"""A customer's wallet at any earlier moment. The past does not change: it is read when it is asked for, not live."""

from datetime import UTC, datetime
from typing import Any

import reflex as rx

from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ledger import WalletView
from creditshop.ratelimit import RateLimited, hit
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.admin_customer import MOST, PARTS, CustomerGrant, Figure, customer_grant
from creditshop.ui.states.customer_reading import Then, life_of, wallet_then
from creditshop.ui.states.detail import wanted_id
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

STEPS = 1000  # of the slider, over the wallet's life
_LONGEST = 32


class AdminCustomerPastState(rx.State):
    """`place` is the slider's, `moment` the field's; each begins anew (`slides`, `dates`) when the other was used."""

    shown: bool = False
    place: int = STEPS
    moment: str = ""
    first: str = ""
    last: str = ""
    slides: int = 0
    dates: int = 0
    when: str = ""
    parts: list[Figure] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    grants: list[CustomerGrant] = []  # noqa: RUF012
    more_grants: str = ""
    failed: str = ""

    @rx.event
    @staff()
    async def begin(self) -> None:
        """Forget what was shown of another customer."""
        slides, dates = self.slides, self.dates
        self.reset()
        self.slides, self.dates = slides + 1, dates + 1
        if (wallet := await self._wallet()) is not None:
            self.first, self.last = _local(wallet.created_at), _local(utcnow())
            self.moment = self.last

    @rx.event
    @staff()
    async def slide(self, place: Any) -> None:
        """Show the wallet at this place of the slider, from 0 to STEPS."""
        wallet = await self._wallet()
        if wallet is None or not isinstance(place, str | int) or not str(place).isdecimal():
            return
        now = utcnow()
        self.place = min(int(str(place)[:_LONGEST]), STEPS)
        moment = wallet.created_at + (now - wallet.created_at) * self.place / STEPS
        self.moment = _local(moment)
        self.dates += 1
        await self._look(wallet, moment)

    @rx.event
    @staff()
    async def choose(self, moment: Any) -> None:
        """Show the wallet at this moment, in UTC, as a field of a date and time gives it."""
        wallet, wanted = await self._wallet(), _parsed(moment)
        if wallet is None or wanted is None:
            return
        now = utcnow()
        wanted = min(max(wanted, wallet.created_at), now)
        self.place = round((wanted - wallet.created_at) / (now - wallet.created_at) * STEPS)
        self.moment = _local(wanted)
        self.slides += 1
        await self._look(wallet, wanted)

    async def _wallet(self) -> WalletView | None:
        """The wallet of the customer that the address names, for staff."""
        user = await signed_in_user(self)
        return await read(life_of, wanted_id(self)) if user and user.role.is_staff else None

    async def _look(self, wallet: WalletView, moment: datetime) -> None:
        user, locale = await signed_in_user(self), await locale_of(self)
        self.failed = ""
        try:
            await hit("api.past", user.user_id if user else "")
        except RateLimited:
            self.failed = text(locale, "keys.error.too_many")
            return
        self._show(await read(wallet_then, wallet, moment), moment, locale)

    def _show(self, then: Then, moment: datetime, locale: str) -> None:
        more = len(then.grants) - MOST
        self.when = fmt.day_and_time(moment, locale)
        self.parts = [
            Figure(text(locale, f"part.{part}"), fmt.credits(getattr(then.parts, part), locale)) for part in PARTS
        ]
        self.grants = [customer_grant(grant, then.names, locale) for grant in then.grants[:MOST]]
        self.more_grants = text(locale, "customers.more_grants", count=fmt.credits(more, locale)) if more > 0 else ""
        self.shown = True


def _local(moment: datetime) -> str:
    """As a field of a date and time wants it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _parsed(moment: Any) -> datetime | None:
    if not isinstance(moment, str) or len(moment) > _LONGEST:
        return None
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    except ValueError:
        return None
