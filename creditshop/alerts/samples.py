"""Where the rules get their samples: for each rule, what happened in a span of time, oldest first."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from creditshop.alerts.measuring import Sample
from creditshop.alerts.models import BROKEN, OUTAGES
from creditshop.alerts.rules import RuleName
from creditshop.checkout import Happening, PurchaseState, declines, steps
from creditshop.fraud import raised
from creditshop.inbox import Arrival, EventState, arrivals
from creditshop.insights import Figure, overview
from creditshop.jobs import deaths
from creditshop.reconciliation import differences_lately
from creditshop.refunds import disputes_lately, refunds_lately

MOST = 20_000  # of a span, the last so many: enough to know a share by
_USUAL_DAYS, _USUAL_LEAST = timedelta(days=28), 20
_UNWELL = (EventState.FAILED, EventState.DEAD)
Samples = Iterator[Sample]


def samples(session: Session, name: RuleName, start: datetime, end: datetime) -> list[Sample]:
    """What the rule looks at from `start` on and before `end`, at most MOST of each kind, oldest first."""
    return sorted(_SOURCES[name](session, start, end), key=lambda one: one.at)


def usual_price(session: Session, currency: str, day: date) -> float:
    """What a purchase was charged on average in the four weeks before `day`, in minor units; 0 when too few were."""
    before = overview(session, day - _USUAL_DAYS, day - timedelta(days=1)).now
    enough = before.count(Figure.PAID, currency) >= _USUAL_LEAST
    return (before.average(currency) or 0) if enough else 0


def _payment_failures(session: Session, start: datetime, end: datetime) -> Samples:
    yield from (_of(one) for one in steps(session, start, end, most=MOST) if one.state is PurchaseState.PAID)
    yield from (_of(one, bad=True) for one in declines(session, start, end, most=MOST))


def _abandonment(session: Session, start: datetime, end: datetime) -> Samples:
    for one in steps(session, start, end, most=MOST):
        if one.state in (PurchaseState.PAID, PurchaseState.EXPIRED):
            yield _of(one, bad=one.state is PurchaseState.EXPIRED)


def _webhook_failures(session: Session, start: datetime, end: datetime) -> Samples:
    for one in arrivals(session, start, end, most=MOST):
        yield _from(one, bad=one.state in _UNWELL or (one.attempts > 1 and one.state is EventState.DONE))


def _given_up(session: Session, start: datetime, end: datetime) -> Samples:
    for one in arrivals(session, start, end, most=MOST):
        yield _from(one, bad=one.state in (EventState.DEAD, EventState.FLAGGED))


def _lag(session: Session, start: datetime, end: datetime) -> Samples:
    for one in arrivals(session, start, end, most=MOST):
        if one.state is EventState.DONE:
            yield _from(one, bad=True, seconds=int((one.tried_at - one.created_at).total_seconds()))
        elif one.state in (EventState.FAILED, EventState.WAITING):
            yield _from(one, bad=True, seconds=int((end - one.created_at).total_seconds()))


def _silence(session: Session, start: datetime, end: datetime) -> Samples:
    yield from (_of(one, bad=True) for one in steps(session, start, end, most=MOST) if one.state is PurchaseState.OPEN)
    yield from (_from(one, bad=False) for one in arrivals(session, start, end, most=MOST))


def _dead_jobs(session: Session, start: datetime, end: datetime) -> Samples:
    return (Sample(at, True, ("job", job_id)) for at, job_id in deaths(session, start, end, most=MOST))


def _refunds(session: Session, start: datetime, end: datetime) -> Samples:
    yield from (_of(one) for one in steps(session, start, end, most=MOST) if one.state is PurchaseState.PAID)
    for one in refunds_lately(session, start, end, most=MOST):
        yield Sample(one.at, True, ("purchase", one.purchase_id))


def _disputes(session: Session, start: datetime, end: datetime) -> Samples:
    yield from (_of(one) for one in steps(session, start, end, most=MOST) if one.state is PurchaseState.PAID)
    for one in disputes_lately(session, start, end, most=MOST):
        yield Sample(one.at, True, ("dispute", one.id))


def _suspicious(session: Session, start: datetime, end: datetime) -> Samples:
    for one in raised(session, start, end, most=MOST):
        about = ("purchase", one.purchase_id) if one.purchase_id else ("customer", one.owner_id)
        yield Sample(one.created_at, True, about)


def _purchase_value(session: Session, start: datetime, end: datetime) -> Samples:
    for one in steps(session, start, end, most=MOST):
        if one.state is PurchaseState.PAID:
            yield _of(one, bad=True, source=one.currency)


def _differences(session: Session, start: datetime, end: datetime) -> Samples:
    for one in differences_lately(session, start, end, most=MOST):
        about = ("purchase", one.purchase_id) if one.purchase_id else ("place", one.subject)
        yield Sample(one.found_at, True, about, until=one.settled_at or one.gone_at)


def _violations(session: Session, start: datetime, end: datetime) -> Samples:
    found = select(BROKEN).where((BROKEN.c.found_at >= start) | BROKEN.c.gone_at.is_(None)).limit(MOST)
    for row in session.connection().execute(found):
        about = ("customer", row.owner_id) if row.owner_id else ("place", row.place)
        if row.found_at < end:
            yield Sample(row.found_at, True, about, until=row.gone_at)


def _unreachable(session: Session, start: datetime, end: datetime) -> Samples:
    latest = select(OUTAGES).where(OUTAGES.c.began_at >= start, OUTAGES.c.began_at < end).limit(MOST)
    for row in session.connection().execute(latest.order_by(OUTAGES.c.began_at.desc())):
        yield Sample(row.began_at, True, ("outage", row.error), until=row.ended_at)


def _of(one: Happening, *, bad: bool = False, source: str = "") -> Sample:
    return Sample(one.at, bad, ("purchase", one.purchase_id), one.amount_minor, source)


def _from(one: Arrival, *, bad: bool, seconds: int = 0) -> Sample:
    return Sample(one.received_at, bad, ("event", one.id), seconds)


_R = RuleName
_SOURCES: Mapping[RuleName, Callable[[Session, datetime, datetime], Samples]] = {
    _R.PAYMENT_FAILURES: _payment_failures,
    _R.ABANDONMENT: _abandonment,
    _R.WEBHOOK_FAILURES: _webhook_failures,
    _R.WEBHOOKS_GIVEN_UP: _given_up,
    _R.WEBHOOK_LAG: _lag,
    _R.WEBHOOK_SILENCE: _silence,
    _R.DEAD_JOBS: _dead_jobs,
    _R.REFUNDS: _refunds,
    _R.DISPUTES: _disputes,
    _R.SUSPICIOUS: _suspicious,
    _R.PURCHASE_VALUE: _purchase_value,
    _R.DIFFERENCES: _differences,
    _R.VIOLATIONS: _violations,
    _R.UNREACHABLE: _unreachable,
}
