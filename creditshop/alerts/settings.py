"""How the rules are set: as defined, unless staff changed them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop.alerts.errors import AlertRuleInvalid
from creditshop.alerts.models import RULES
from creditshop.alerts.rules import DEFINITIONS, LONGEST, MOST_LEAST, Rule, RuleName
from creditshop.audit import Actor, record
from creditshop.database import insert_once

_CHANGED: Final = select(RULES)


def rules(session: Session) -> Mapping[RuleName, Rule]:
    """Every rule as it is set now."""
    changed = session.connection().execute(_CHANGED)
    as_changed = (Rule(RuleName(row.rule), row.is_on, row.threshold, row.minutes, row.least) for row in changed)
    return {name: definition.rule for name, definition in DEFINITIONS.items()} | {
        rule.name: rule for rule in as_changed
    }


def change_rule(session: Session, wanted: Rule, *, by: Actor, now: datetime) -> None:
    """Set a rule, from now on. Raises AlertRuleInvalid."""
    check_rule(wanted)
    before = rules(session)[wanted.name]
    if before == wanted:
        return
    row = asdict(wanted)
    name = row.pop("name")
    if not insert_once(session, RULES, row | {"rule": name}, "rule"):
        session.connection().execute(update(RULES).where(RULES.c.rule == name).values(row))
    record(session, by, "alert.rule", name, before=asdict(before), after=asdict(wanted), now=now)


def check_rule(wanted: Rule) -> None:
    """Raise AlertRuleInvalid unless the rule can be set so."""
    bounds = (
        ("threshold", 0, DEFINITIONS[wanted.name].most),
        ("minutes", 1, LONGEST),
        ("least", 1, MOST_LEAST),
    )
    for field, lowest, most in bounds:
        if not lowest <= getattr(wanted, field) <= most:
            raise AlertRuleInvalid(field, most)
