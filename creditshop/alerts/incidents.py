"""The life of an alert: opened once, seen again for as long as its rule fires, over when that was silent for a while.

Whoever resolves one is not told again of the same samples, but of every new one. Whoever acknowledges one is not
reminded. So a rule that fires each minute sends two messages, that something is wrong and that it is over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from creditshop.alerts.errors import AlertNotFound, AlertSettled
from creditshop.alerts.measuring import Reading, sentence
from creditshop.alerts.models import ALERTS
from creditshop.alerts.reading import QUIET
from creditshop.alerts.rules import Rule
from creditshop.alerts.telling import News, tell
from creditshop.audit import Actor, record
from creditshop.database import announce, new_id

ITSELF = "itself"
TOPIC = "alerts"  # of announcements
REMIND = timedelta(days=1)


def settle(session: Session, rule: Rule, read: Iterable[Reading], *, now: datetime) -> None:
    """Open, keep up or end the rule's alerts according to what it reads now, and tell people what is news."""
    for reading in read:
        if reading.fires:
            _fired(session, rule, reading, now)
    over = (ALERTS.c.rule == rule.name) & ALERTS.c.resolved_at.is_(None) & (ALERTS.c.seen_at < now - QUIET)
    for row in session.connection().execute(select(ALERTS).where(over)).all():
        _change(session, row.id, resolved_at=now, resolved_by=ITSELF)
        tell(session, News(row.id, rule.name, row.facts["says"], is_over=True), at=now)


def acknowledge(session: Session, alert_id: str, *, by: Actor, now: datetime) -> None:
    """Somebody is on it: nobody is reminded any more. Raises AlertNotFound, AlertSettled."""
    open_ = ALERTS.c.resolved_at.is_(None) & ALERTS.c.acknowledged_at.is_(None)
    _settle_once(session, alert_id, open_, acknowledged_at=now, acknowledged_by=by.user_id)
    record(session, by, "alert.acknowledge", alert_id, now=now)


def resolve_alert(session: Session, alert_id: str, *, by: Actor, note: str, now: datetime) -> None:
    """Somebody has seen to it; `note` says what it was. Raises AlertNotFound, AlertSettled."""
    _settle_once(session, alert_id, ALERTS.c.resolved_at.is_(None), resolved_at=now, resolved_by=by.user_id)
    record(session, by, "alert.resolve", alert_id, reason=note, now=now)


def _fired(session: Session, rule: Rule, reading: Reading, now: datetime) -> None:
    mine = (ALERTS.c.rule == rule.name) & (ALERTS.c.source == reading.source)
    last = session.connection().execute(select(ALERTS).where(mine).order_by(ALERTS.c.opened_at.desc()).limit(1)).first()
    if last is None or _is_news(last, reading):
        _open(session, rule, reading, now)
    elif last.resolved_at is None:
        _keep_up(session, rule, last, reading, now)


def _is_news(last: Row[Any], reading: Reading) -> bool:
    if last.resolved_at is None:
        return False
    is_new = reading.latest is not None and reading.latest > last.resolved_at
    return bool(last.resolved_by == ITSELF or is_new)


def _open(session: Session, rule: Rule, reading: Reading, now: datetime) -> None:
    alert_id, facts = new_id("alr"), _facts(rule, reading)
    moments = dict.fromkeys(("opened_at", "seen_at", "told_at"), now)
    row = {"id": alert_id, "rule": rule.name, "source": reading.source, "facts": facts, "causes": reading.causes}
    session.connection().execute(insert(ALERTS), row | moments)
    tell(session, News(alert_id, rule.name, facts["says"]), at=now)
    announce(session, TOPIC)


def _keep_up(session: Session, rule: Rule, last: Row[Any], reading: Reading, now: datetime) -> None:
    changed: dict[str, Any] = {"seen_at": now, "causes": reading.causes}
    if reading.value > last.facts["value"]:
        changed["facts"] = _facts(rule, reading)
    if last.acknowledged_at is None and now - last.told_at >= REMIND:
        changed["told_at"] = now
        tell(session, News(last.id, rule.name, sentence(rule, reading)), at=now)
    _change(session, last.id, **changed)


def _facts(rule: Rule, reading: Reading) -> dict[str, Any]:
    figures = {"value": reading.value, "of": reading.of, "threshold": rule.threshold, "minutes": rule.minutes}
    return figures | {"says": sentence(rule, reading)}


def _settle_once(session: Session, alert_id: str, open_: Any, **values: object) -> None:
    settled = update(ALERTS).where(ALERTS.c.id == alert_id, open_).values(values).returning(ALERTS.c.id)
    if session.connection().scalar(settled) is None:
        if session.connection().scalar(select(ALERTS.c.id).where(ALERTS.c.id == alert_id)) is None:
            raise AlertNotFound
        raise AlertSettled
    announce(session, TOPIC)


def _change(session: Session, alert_id: str, **values: object) -> None:
    session.connection().execute(update(ALERTS).where(ALERTS.c.id == alert_id).values(values))
    announce(session, TOPIC)
