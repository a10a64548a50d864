"""How the rules are set: as defined, unless staff changed them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop.audit import Actor, record
from creditshop.database import insert_once
from creditshop.fraud.errors import RuleInvalid
from creditshop.fraud.models import RULES
from creditshop.fraud.rules import DEFINITIONS, Action, Rule, RuleName

_CHANGED: Final = select(RULES)


def rules(session: Session) -> Mapping[RuleName, Rule]:
    """Every rule as it is set now."""
    changed = session.connection().execute(_CHANGED)
    as_changed = (Rule(RuleName(row.rule), Action(row.action), row.threshold, row.window_minutes) for row in changed)
    return {name: definition.rule for name, definition in DEFINITIONS.items()} | {
        rule.name: rule for rule in as_changed
    }


def change_rule(session: Session, wanted: Rule, *, by: Actor, now: datetime) -> None:
    """Set a rule, from now on. Raises RuleInvalid."""
    _check(wanted)
    before = rules(session)[wanted.name]
    if before == wanted:
        return
    values = {"action": wanted.action, "threshold": wanted.threshold, "window_minutes": wanted.window_minutes}
    if not insert_once(session, RULES, {"rule": wanted.name} | values, "rule"):
        session.connection().execute(update(RULES).where(RULES.c.rule == wanted.name).values(values))
    record(session, by, "fraud.rule", wanted.name, before=asdict(before), after=asdict(wanted), now=now)


def _check(wanted: Rule) -> None:
    definition = DEFINITIONS[wanted.name]
    if wanted.action not in DEFINITIONS[wanted.name].actions:
        raise RuleInvalid("action")
    for field, most in (("threshold", definition.most), ("window_minutes", definition.longest_minutes)):
        if not min(1, most) <= getattr(wanted, field) <= most:
            raise RuleInvalid(field)
