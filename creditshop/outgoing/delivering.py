"""The job that delivers: one try each. How it went is kept with the delivery, and the next try is another job."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from secrets import SystemRandom
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import announce, read
from creditshop.jobs import Effect, JobRun, enqueue
from creditshop.outgoing.models import DELIVERIES, ENDPOINTS, MESSAGES, DeliveryState, Disabled
from creditshop.outgoing.sending import Answer, send

DELIVER = "outgoing.deliver"
DELAYS = tuple(  # after each failed try, about a day in all, as standardwebhooks.com proposes
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 28_800, 28_800)
)
PATIENCE = timedelta(days=5)  # with an endpoint that does nothing but fail
_LONGEST_ERROR = 200
_trying: Counter[str] = Counter()  # requests of this process that are under way, by endpoint


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery that is to be tried. `url` is empty while its endpoint is disabled."""

    id: str
    attempts: int
    tries: int
    endpoint_id: str
    owner_id: str | None
    url: str
    failing: bool
    secrets: tuple[str, ...]
    message_id: str
    body: str


def job(delivery_id: str, attempts: int, *, why: str = "") -> dict[str, Any]:
    """Arguments and key of the job that makes the try after `attempts` others. `why` tells it from the planned one."""
    args = {"delivery_id": delivery_id, "attempts": attempts}
    return {"args": args, "key": f"{DELIVER}:{delivery_id}:{attempts}{why}"}


async def deliver(run: JobRun) -> Effect | None:
    """Try once, unless the try was made already or there is nothing left to try."""
    due = await read(_due, run.args["delivery_id"], run.args["attempts"], now=utcnow())
    if due is None:
        return None
    return partial(_finish, due, await _try(due), run.now)


async def _try(due: _Due) -> Answer:
    """An endpoint that fails is sent one request at a time, so that a silent one does not hold up all the others."""
    if not due.url:
        return Answer(error="The endpoint is disabled.")
    if due.failing and _trying[due.endpoint_id]:
        return Answer(error="Not sent: the endpoint fails, and another try is under way.")
    _trying[due.endpoint_id] += 1
    try:
        return await send(due.url, due.secrets, due.message_id, due.body, utcnow())
    finally:
        _trying[due.endpoint_id] -= 1


def give_up(session: Session, run: JobRun, error: str) -> None:
    """The job itself is dead: so is its delivery, until somebody redelivers it."""
    mine = (DELIVERIES.c.id == run.args["delivery_id"]) & (DELIVERIES.c.attempts == run.args["attempts"])
    dead = {"state": DeliveryState.DEAD, "next_at": None, "attempts": run.args["attempts"] + 1}
    session.connection().execute(update(DELIVERIES).where(mine).values(dead | {"error": error[:_LONGEST_ERROR]}))


def _due(session: Session, delivery_id: str, attempts: int, *, now: datetime) -> _Due | None:
    together = DELIVERIES.join(ENDPOINTS, ENDPOINTS.c.id == DELIVERIES.c.endpoint_id).join(MESSAGES)
    statement = select(
        DELIVERIES.c.forgiven,
        DELIVERIES.c.endpoint_id,
        DELIVERIES.c.owner_id,
        DELIVERIES.c.message_id,
        MESSAGES.c.body,
        ENDPOINTS.c.url,
        ENDPOINTS.c.secret,
        ENDPOINTS.c.retired_secret,
        ENDPOINTS.c.retired_until,
        ENDPOINTS.c.disabled_at,
        ENDPOINTS.c.failing_since,
    ).select_from(together)
    wanted = (DELIVERIES.c.id == delivery_id) & (DELIVERIES.c.attempts == attempts)
    row = session.connection().execute(statement.where(wanted)).one_or_none()
    if row is None:
        return None
    retired = (row.retired_secret,) if row.retired_until is not None and row.retired_until > now else ()
    return _Due(
        id=delivery_id,
        attempts=attempts,
        tries=attempts - row.forgiven + 1,
        endpoint_id=row.endpoint_id,
        owner_id=row.owner_id,
        url="" if row.disabled_at is not None else row.url,
        failing=row.failing_since is not None,
        secrets=(row.secret, *retired),
        message_id=row.message_id,
        body=row.body,
    )


def _finish(due: _Due, answer: Answer, now: datetime, session: Session) -> None:
    """Keep how the try went. If the same try was made twice at once, the first to say so is right."""
    state, next_at = _verdict(due, answer, now)
    values = {
        "state": state,
        "attempts": due.attempts + 1,
        "next_at": next_at,
        "tried_at": now,
        "status": answer.status,
        "error": answer.error,
        "response": answer.response,
    }
    mine = (DELIVERIES.c.id == due.id) & (DELIVERIES.c.attempts == due.attempts)
    if session.connection().execute(update(DELIVERIES).where(mine).values(values)).rowcount != 1:
        return
    if next_at is not None:
        enqueue(session, DELIVER, **job(due.id, due.attempts + 1), run_at=next_at)
    if due.url:
        _judge(session, due.endpoint_id, answer, now)
    announce(session, due.owner_id or "shop")


def _verdict(due: _Due, answer: Answer, now: datetime) -> tuple[DeliveryState, datetime | None]:
    if answer.accepted:
        return DeliveryState.DELIVERED, None
    if not due.url or answer.gone or due.tries > len(DELAYS):
        return DeliveryState.DEAD, None
    scatter = SystemRandom().uniform(1, 1.1)  # so that what failed together does not come back together
    return DeliveryState.FAILED, now + DELAYS[due.tries - 1] * scatter


def _judge(session: Session, endpoint_id: str, answer: Answer, now: datetime) -> None:
    """Note since when an endpoint has only failed, and disable it when it is gone or has failed for too long."""
    this = (ENDPOINTS.c.id == endpoint_id) & ENDPOINTS.c.disabled_at.is_(None)
    since = ENDPOINTS.c.failing_since
    execute = session.connection().execute
    if answer.accepted:
        execute(update(ENDPOINTS).where(this, since.is_not(None)).values(failing_since=None))
    elif answer.gone:
        execute(update(ENDPOINTS).where(this).values(disabled_at=now, disabled_reason=Disabled.GONE))
    else:
        execute(update(ENDPOINTS).where(this, since.is_(None)).values(failing_since=now))
        failing = {"disabled_at": now, "disabled_reason": Disabled.FAILING}
        execute(update(ENDPOINTS).where(this, since <= now - PATIENCE).values(failing))
