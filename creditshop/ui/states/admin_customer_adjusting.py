"""Giving and taking a customer's credits: a form, then a preview of what it does, which is then done as shown, once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

import reflex as rx
from pydantic import BeforeValidator, Field, ValidationError

from creditshop.accounts import DECIDERS
from creditshop.accounts.errors import NoSuchUser
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.customers import Adjustment, BalanceChanged, CustomerError, Effect, adjust, new_adjustment_id, preview
from creditshop.database import transact
from creditshop.ledger import MAX_CREDITS, LedgerError
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.admin_customer import PARTS
from creditshop.ui.states.customer_dialog import CustomerDialog, Why
from creditshop.ui.states.session import actor
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_ADJUST = "adjust"
_LAST_SECOND = time(23, 59, 59, tzinfo=UTC)


class _Wish(Why):
    """What the form sends; whoever may only give is not asked for a direction, and none is sent."""

    direction: Annotated[Literal["give", "take"], BeforeValidator(lambda value: value or "give")] = "give"
    credits: Annotated[int, Field(ge=1, le=MAX_CREDITS)]
    expires: Annotated[date | None, BeforeValidator(lambda value: value or None)] = None


@dataclass(frozen=True)
class Draft:
    """What the form was filled in with."""

    direction: str = "give"
    credits: str = ""
    expires: str = ""
    reason: str = ""


@dataclass(frozen=True)
class EffectRow:
    """One of the wallet's parts, before and after."""

    label: str
    before: str
    after: str


class AdminCustomerAdjustingState(CustomerDialog, rx.State):
    """The dialog is the form, or with an `effect` the preview. What is opened anew is another adjustment."""

    may_take: bool = False
    limit: str = ""
    draft: Draft = Draft()
    sentence: str = ""
    effect: list[EffectRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    _id: str = ""
    _asked: Adjustment | None = None
    _expected: Effect | None = None

    @rx.event
    @staff(fresh=True)
    async def open(self) -> None:
        """Open the form."""
        if user := await self._open(_ADJUST):
            self._id, self.draft = new_adjustment_id(), Draft()
            self.may_take = user.role in DECIDERS
            limit = fmt.credits(settings().support_adjustment_limit, await locale_of(self))
            self.limit = "" if self.may_take else limit

    @rx.event
    @staff()
    async def back(self) -> None:
        """From the preview to the form, as it was filled in."""
        self._forget()

    @rx.event
    @staff()
    async def review(self, form: Any) -> None:
        """Show what the form asks for would do."""
        user = await self._at(_ADJUST)
        if user is None or not isinstance(form, dict):
            return
        self._forget()
        locale, limit = await locale_of(self), settings().support_adjustment_limit
        self.draft = Draft(**{name: str(form.get(name) or "") for name in Draft.__dataclass_fields__})
        try:
            asked = _adjustment(self._id, self._customer, _Wish.model_validate(form))
            effect = await transact(preview, asked, actor(self, user), limit=limit, now=utcnow())
        except (ValidationError, CustomerError, NoSuchUser, LedgerError) as refusal:
            self._fail(refusal, locale)
        else:
            self._show(asked, effect, locale)
        self.answer += 1

    @rx.event
    @staff(fresh=True)
    async def confirm(self) -> None:
        """Do what the preview says; when it would do something else by now, show that instead."""
        user, asked, expected = await self._at(_ADJUST), self._asked, self._expected
        if user is None or asked is None or expected is None:
            return
        locale, limit = await locale_of(self), settings().support_adjustment_limit
        self.failed = ""
        try:
            await transact(adjust, asked, expected, actor(self, user), limit=limit, now=utcnow())
        except BalanceChanged as changed:
            self._show(asked, changed.effect, locale)
            self._fail(changed, locale)
        except (CustomerError, NoSuchUser, LedgerError) as refusal:
            self._fail(refusal, locale)
        else:
            self._done(text(locale, "customers.said.adjust"))
        self.answer += 1

    def _show(self, asked: Adjustment, effect: Effect, locale: str) -> None:
        self._asked, self._expected, self.sentence = asked, effect, _sentence(asked, locale)
        pairs = {part: (getattr(effect.before, part), getattr(effect.after, part)) for part in PARTS}
        self.effect = [
            EffectRow(text(locale, f"part.{part}"), *(fmt.credits(count, locale) for count in pair))
            for part, pair in pairs.items()
            if pair[0] != pair[1] or part == "available"
        ]

    def _close(self) -> None:
        super()._close()
        self._forget()
        self._id = ""

    def _forget(self) -> None:
        self.failed, self.sentence, self.effect = "", "", []
        self._asked = self._expected = None


def _adjustment(id_: str, customer: str, wish: _Wish) -> Adjustment:
    """What the form asks for. Given credits can be used until the end of the day (UTC) on which they expire."""
    gives = wish.direction == "give"
    expires_at = datetime.combine(wish.expires, _LAST_SECOND) if wish.expires and gives else None
    return Adjustment(id_, customer, wish.credits if gives else -wish.credits, wish.reason, expires_at)


def _sentence(asked: Adjustment, locale: str) -> str:
    """What is asked for, in words."""
    credits = fmt.credits(abs(asked.change), locale)  # noqa: A001 - the business's word
    if asked.change < 0:
        return text(locale, "customers.adjust.takes", credits=credits)
    if asked.expires_at is None:
        return text(locale, "customers.adjust.gives", credits=credits)
    return text(locale, "customers.adjust.gives_until", credits=credits, day=fmt.day(asked.expires_at, locale))
