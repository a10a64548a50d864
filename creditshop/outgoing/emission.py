"""From the ledger's operations to messages, written in the operation's own transaction: none is lost or made up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlmodel import Session

from creditshop.database import insert_once, new_id
from creditshop.jobs import enqueue
from creditshop.ledger import Happened
from creditshop.outgoing.delivering import DELIVER, job
from creditshop.outgoing.events import Change, EventType, body, change
from creditshop.outgoing.models import DELIVERIES, ENDPOINTS, LOW_BALANCES, MESSAGES, DeliveryState

LISTENING: Final = select(ENDPOINTS.c.id, ENDPOINTS.c.owner_id, ENDPOINTS.c.events, ENDPOINTS.c.low_balance).where(
    ENDPOINTS.c.disabled_at.is_(None),
    or_(ENDPOINTS.c.owner_id.in_(bindparam("owners", expanding=True)), ENDPOINTS.c.owner_id.is_(None)),
)


@dataclass(frozen=True, slots=True)
class _Listener:
    id: str
    owner_id: str | None
    events: list[str]
    low_balance: int | None


@dataclass(frozen=True, slots=True)
class _News:
    type: EventType
    data: dict[str, Any]
    to: list[_Listener]


def on_posted(session: Session, happened: Sequence[Happened], now: datetime) -> None:
    """Tell the endpoints of the wallets' owners, and the shop's own, what these operations did.

    For `ledger.listen`: runs in the transaction of every batch that moved something. One query when nobody listens.
    """
    owners = sorted({one.owner_id for one in happened})
    listening = [_Listener(*row) for row in session.connection().execute(LISTENING, {"owners": owners})]
    if not listening:
        return
    told = []
    for one in happened:
        ears = [listener for listener in listening if listener.owner_id in (None, one.owner_id)]
        found = _news(session, change(one.operation, one.outcome), ears)
        told += [(one.owner_id, news) for news in found if news.to]
    if told:
        _write(session, told, now)


def _news(session: Session, happened: Change, ears: list[_Listener]) -> Iterator[_News]:
    for type_, data in happened.told():
        yield _News(type_, data, [ear for ear in ears if type_ in ear.events])
    for ear in ears:
        if EventType.BALANCE_LOW in ear.events and _fell_low(session, happened, ear):
            yield _News(EventType.BALANCE_LOW, happened.facts | {"threshold": ear.low_balance}, [ear])


def _fell_low(session: Session, happened: Change, ear: _Listener) -> bool:
    """Whether the balance has just fallen below the listener's mark, for the first time since credits came in."""
    mark = ear.low_balance or 0
    if happened.added:
        told = (LOW_BALANCES.c.endpoint_id == ear.id) & (LOW_BALANCES.c.wallet_id == happened.wallet_id)
        session.connection().execute(delete(LOW_BALANCES).where(told))
    if not happened.available < mark <= happened.available_before:
        return False
    pair = {"endpoint_id": ear.id, "wallet_id": happened.wallet_id}
    return insert_once(session, LOW_BALANCES, pair, *pair)


def _write(session: Session, told: list[tuple[str, _News]], now: datetime) -> None:
    messages, deliveries = [], []
    for owner_id, news in told:
        message = {"id": new_id("msg"), "type": news.type, "owner_id": owner_id, "created_at": now}
        messages.append(message | {"body": body(news.type, news.data, now)})
        deliveries += [_delivery(str(message["id"]), listener, now) for listener in news.to]
    session.connection().execute(insert(MESSAGES), messages)
    session.connection().execute(insert(DELIVERIES), deliveries)
    for delivery in deliveries:
        enqueue(session, DELIVER, **job(delivery["id"], 0), run_at=now)


def _delivery(message_id: str, to: _Listener, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id("dlv"),
        "message_id": message_id,
        "endpoint_id": to.id,
        "owner_id": to.owner_id,
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "forgiven": 0,
        "next_at": now,
        "created_at": now,
    }
