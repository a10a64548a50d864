"""Trying one event: its effect in full, or none of it and the reason why."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlmodel import Session

from creditshop.config import Mode, settings
from creditshop.database import savepoint
from creditshop.database.identity import ShopIdentity
from creditshop.inbox.dispatch import Handler, handler_of, is_awaited
from creditshop.inbox.errors import NotOurs, NotYet, Unclaimed
from creditshop.inbox.models import EventState
from creditshop.payments.events import Event

# The database itself is in trouble: nothing can be recorded, so the provider (or the job) has to come again.
DATABASE_FAILURES = (OperationalError, InterfaceError, InternalError)
_LONGEST_ERROR = 300
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try, and why, in one line without secrets. `unclaimed`: it may be nothing of this shop's."""

    state: EventState
    error: str | None = None
    unclaimed: bool = False


def attempt(session: Session, event: Event, *, now: datetime) -> Outcome:
    """Apply the event in the caller's transaction, and say how it went.

    What the handler raises undoes its own work only, through a savepoint. Raises what a failing database raises.
    """
    if reason := _misdirected(session, event):
        return Outcome(EventState.FLAGGED, reason)
    handler = handler_of(event.type)
    if handler is None:
        return Outcome(EventState.UNHANDLED if is_awaited(event.type) else EventState.IGNORED)
    return _under_savepoint(session, handler, event, now)


def _misdirected(session: Session, event: Event) -> str | None:
    """Why an event is not for this shop: play money in a live shop, real money elsewhere, another account."""
    if event.livemode != (settings().mode is Mode.LIVE):
        return f"livemode is {event.livemode}, and this shop is in {settings().mode} mode"
    if event.account is not None and event.account != session.get_one(ShopIdentity, 1).stripe_account:
        return f"the event happened in another account, {event.account}"
    return None


def _under_savepoint(session: Session, handler: Handler, event: Event, now: datetime) -> Outcome:
    try:
        with savepoint(session):
            handler(session, event, now=now)
    except DATABASE_FAILURES:
        raise
    except NotYet as reason:
        return Outcome(EventState.WAITING, describe(reason), unclaimed=isinstance(reason, Unclaimed))
    except NotOurs as reason:
        return Outcome(EventState.IGNORED, describe(reason))
    except Exception as error:  # noqa: BLE001 - kept with the event, logged, tried again
        _log.exception("event failed", event_id=event.id, type=event.type, purchase_id=event.purchase_id)
        return Outcome(EventState.FAILED, describe(error))
    return Outcome(EventState.DONE)


def describe(error: Exception) -> str:
    """The error's kind and first line. The further lines of a database's error have values of rows in them."""
    source = error.orig if isinstance(error, DBAPIError) and error.orig else error
    line = (str(source).splitlines() or [""])[0].replace("\0", "")
    return f"{type(source).__name__}: {line}"[:_LONGEST_ERROR]
