"""The rules against fraud for staff: what each does, and how it is set."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import BaseModel, ValidationError

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.fraud import DEFINITIONS, Action, Rule, RuleInvalid, RuleName, change_rule, rules
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

_TONES = {Action.OFF: "plain", Action.FLAG: "good", Action.HOLD: "warn", Action.BLOCK: "bad"}


class _Form(BaseModel):
    """What the form sends; a rule has no limit or no minutes where its form has no such field."""

    action: Action
    threshold: int = 0
    window_minutes: int = 0


@dataclass(frozen=True)
class RuleRow:
    """A rule in the list. `limit` names its threshold; `most` and `longest` are 0 where it has none."""

    name: str = ""
    title: str = ""
    words: str = ""
    when: str = ""
    action: str = ""
    does: str = ""
    tone: str = ""
    limit: str = ""
    threshold: int = 0
    most: int = 0
    minutes: int = 0
    longest: int = 0


@dataclass(frozen=True)
class Choice:
    """An action that a rule may be set to."""

    value: str
    words: str


class AdminRulesState(StaffPage, rx.State):
    """`chosen` is the rule that the dialog is about, with its `choices`; `visit` counts the dialog's openings."""

    rows: list[RuleRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    may_change: bool = False
    chosen: RuleRow = RuleRow()
    choices: list[Choice] = []  # noqa: RUF012
    visit: int = 0
    failed: str = ""

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def open(self, name: Any) -> None:
        """Open the form for this rule."""
        self.chosen = next((row for row in self.rows if row.name == name), RuleRow())
        locale, wanted = await locale_of(self), self.chosen.name
        actions = DEFINITIONS[RuleName(wanted)].actions if wanted else ()
        self.choices = [Choice(action, _does(RuleName(wanted), action, locale)) for action in actions]
        self.said = self.failed = ""
        self.visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close(self) -> None:
        """The form was closed."""
        self.chosen, self.failed = RuleRow(), ""

    @rx.event
    @staff(*DECIDERS, fresh=True)
    async def keep(self, form: Any) -> None:
        """Set the rule as the form says, from now on."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS or not isinstance(form, dict) or not self.chosen.name:
            return
        locale = await locale_of(self)
        self.said = self.failed = ""
        if flaw := await self._keep(form, user):
            most = self.chosen.longest if flaw == "window_minutes" else self.chosen.most
            self.failed = text(locale, f"admin.rules.error.{flaw}", most=fmt.credits(most, locale))
        else:
            self.said, self.chosen = text(locale, "admin.rules.kept", rule=self.chosen.title), RuleRow()
            await self._show(user)
        self.answer += 1

    async def _keep(self, form: dict[str, Any], user: SignedIn) -> str:
        """Which field is wrong; empty when all is well."""
        try:
            wanted = Rule(RuleName(self.chosen.name), **_Form.model_validate(form).model_dump())
            await transact(change_rule, wanted, by=actor(self, user), now=utcnow())
        except ValidationError as error:
            return str(error.errors()[0]["loc"][0])
        except RuleInvalid as error:
            return error.field
        return ""

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(rules), await locale_of(self)
        self.may_change = user.role in DECIDERS
        self.rows = [_row(rule, locale) for rule in found.values()]
        self.loaded = True


def _row(rule: Rule, locale: str) -> RuleRow:
    words, definition = f"fraud.rule.{rule.name}", DEFINITIONS[rule.name]
    limit, minutes = (fmt.credits(figure, locale) for figure in (rule.threshold, rule.window_minutes))
    return RuleRow(
        name=rule.name,
        title=text(locale, words),
        words=text(locale, f"{words}.words"),
        when=text(locale, f"{words}.when", limit=limit, minutes=minutes),
        action=rule.action,
        does=_does(rule.name, rule.action, locale),
        tone=_TONES[rule.action],
        limit=text(locale, f"{words}.limit") if definition.most else "",
        threshold=rule.threshold,
        most=definition.most,
        minutes=rule.window_minutes,
        longest=definition.longest_minutes,
    )


def _does(name: RuleName, action: Action, locale: str) -> str:
    freezes = name is RuleName.EARLY_FRAUD_WARNING and action is Action.HOLD
    return text(locale, "fraud.action.freeze" if freezes else f"fraud.action.{action}")
