"""The rules that watch the shop, for staff: what each reads now, how it is set, and what it would have said."""

from typing import Any

import reflex as rx
from pydantic import BaseModel, ValidationError

from creditshop.accounts import DECIDERS, Contact, SignedIn
from creditshop.alerts import (
    AlertRuleInvalid,
    Rule,
    RuleName,
    change_rule,
    check_rule,
    readings,
    replay,
    rules,
    send_test,
)
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.alert_rows import AlertRuleRow, EpisodeRow, episode_row, rule_row
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

DAYS, _SHOWN = 30, 12


class _Draft(BaseModel):
    """What the form holds; a rule keeps what its form has no field for."""

    is_on: bool | None = None
    threshold: int | None = None
    minutes: int | None = None
    least: int | None = None


class AdminAlertRulesState(StaffPage, rx.State):
    """`chosen` is the rule that the dialog is about; `visit` counts its openings.

    `said_of` answers what was asked in the dialog, `episodes` are the alerts of a replay.
    """

    rows: list[AlertRuleRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    may_change: bool = False
    chosen: AlertRuleRow = AlertRuleRow()
    episodes: list[EpisodeRow] = []  # noqa: RUF012
    said_of: str = ""
    failed: str = ""
    visit: int = 0
    _draft: dict[str, str] = {}  # noqa: RUF012

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def open(self, name: Any) -> None:
        """Open the form for this rule."""
        self.chosen = next((row for row in self.rows if row.name == name), AlertRuleRow())
        self._draft, self.said = {}, ""
        self._clear()
        self.visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close(self) -> None:
        """The form was closed."""
        self.chosen = AlertRuleRow()
        self._clear()

    @rx.event
    @staff(*DECIDERS)
    async def write(self, field: Any, value: Any) -> None:
        """A field of the form holds this now."""
        if isinstance(field, str) and field in _Draft.model_fields and isinstance(value, str | int | float):
            self._draft = {**self._draft, field: str(value)}

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def keep(self) -> None:
        """Set the rule as the form says, from now on."""
        user, wanted = await self._wanted()
        if user and wanted:
            await transact(change_rule, wanted, by=actor(self, user), now=utcnow())
            self.said = text(await locale_of(self), "admin.rules.kept", rule=self.chosen.title)
            self.chosen = AlertRuleRow()
            await self._show(user)
        self.answer += 1

    @rx.event
    @staff(*DECIDERS)
    async def replay(self) -> None:
        """Say when the rule would have fired in the last days, had it been set as the form says."""
        user, wanted = await self._wanted()
        if user and wanted:
            locale = await locale_of(self)
            seen = await read(replay, wanted, days=DAYS, now=utcnow())
            count, since = len(seen.episodes), fmt.day(seen.since, locale)
            self.said_of = text(locale, "alerts.replayed", count=fmt.credits(count, locale), since=since)
            self.episodes = [episode_row(wanted, one, locale) for one in reversed(seen.episodes[-_SHOWN:])]
        self.answer += 1

    @rx.event
    @staff(*DECIDERS)
    async def test(self) -> None:
        """Send a test of the rule to wherever alerts go, with what it reads now, set as the form says."""
        user, wanted = await self._wanted()
        if user and wanted:
            locale = await locale_of(self)
            to = Contact(user.user_id, user.email, locale)
            await transact(send_test, wanted, to=to, by=actor(self, user), now=utcnow())
            self.said_of = text(locale, "alerts.tested", email=user.email)
        self.answer += 1

    def _clear(self) -> None:
        self.said_of = self.failed = ""
        self.episodes = []

    async def _wanted(self) -> tuple[SignedIn | None, Rule | None]:
        """Who asks, and the rule as the form has it; none, and why, when it cannot be so."""
        user = await signed_in_user(self)
        self._clear()
        if user is None or user.role not in DECIDERS or not self.chosen.name:
            return None, None
        locale = await locale_of(self)
        try:
            draft = _Draft.model_validate(self._draft).model_dump(exclude_none=True)
            wanted = _with((await read(rules))[RuleName(self.chosen.name)], draft)
            check_rule(wanted)
        except ValidationError as error:
            self.failed = text(locale, f"alerts.error.{error.errors()[0]['loc'][0]}", most="…")
        except AlertRuleInvalid as error:
            self.failed = text(locale, f"alerts.error.{error.field}", most=fmt.credits(error.most, locale))
        else:
            return user, wanted
        return user, None

    async def _show(self, user: SignedIn) -> None:
        locale, now = await locale_of(self), utcnow()
        found = [(rule, await read(readings, rule, now)) for rule in (await read(rules)).values()]
        self.may_change = user.role in DECIDERS
        self.rows = [rule_row(rule, max(seen, key=lambda one: one.value), locale) for rule, seen in found]
        self.loaded = True


def _with(rule: Rule, draft: dict[str, Any]) -> Rule:
    values = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
    return Rule(**values | draft)
