"""Trying a rule's alert out: what it reads now goes to everybody who would hear of it, marked as a test."""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import Contact
from creditshop.alerts.measuring import Reading, sentence
from creditshop.alerts.reading import readings
from creditshop.alerts.rules import Rule
from creditshop.alerts.settings import check_rule
from creditshop.alerts.telling import News, tell
from creditshop.audit import Actor, record
from creditshop.database import new_id


def send_test(session: Session, rule: Rule, *, to: Contact, by: Actor, now: datetime) -> Reading:
    """Send what the rule, set like this, reads now as a test: by mail to one person, else wherever alerts go.

    Raises AlertRuleInvalid.
    """
    check_rule(rule)
    worst = max(readings(session, rule, now), key=lambda one: one.value)
    tell(session, News(new_id("tst"), rule.name, sentence(rule, worst), test=True), only=to, at=now)
    record(session, by, "alert.test", rule.name, now=now)
    return worst
