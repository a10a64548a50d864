"""Endpoints: added, shown, disabled and deleted by whoever owns them. `owner_id` None means the shop's own."""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import Session

from creditshop.database import announce, new_id
from creditshop.outgoing.addresses import check_url
from creditshop.outgoing.errors import EndpointNotFound, EventsInvalid, TooManyEndpoints
from creditshop.outgoing.events import EventType
from creditshop.outgoing.models import DELIVERIES, ENDPOINTS, LOW_BALANCES, Disabled

MOST = 10
MOST_CREDITS = 2**53 - 1
CHANGE_OVER = timedelta(days=1)  # for which a retired secret signs beside the new one
_SECRET_BYTES = 32  # Standard Webhooks: 24 to 64


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint, without its secret. `failing_since` tells that nothing has succeeded since then."""

    id: str
    url: str
    events: tuple[EventType, ...]
    low_balance: int | None
    disabled: Disabled | None
    failing_since: datetime | None
    created_at: datetime


def add_endpoint(
    session: Session,
    owner_id: str | None,
    *,
    url: str,
    events: Collection[str],
    low_balance: int | None = None,
    now: datetime,
) -> str:
    """Have events delivered to `url` from now on; returns the endpoint's id. `low_balance` is in credits.

    Raises UrlInvalid, EventsInvalid, TooManyEndpoints.
    """
    address = check_url(url)
    wanted = [event for event in EventType if event in events]
    if len(wanted) != len(set(events)) or not wanted or not _fits(wanted, low_balance):
        raise EventsInvalid
    count = select(func.count()).select_from(ENDPOINTS).where(_of(owner_id))
    if session.connection().execute(count).scalar_one() >= MOST:
        raise TooManyEndpoints(MOST)
    row = {
        "id": new_id("whe"),
        "owner_id": owner_id,
        "url": address,
        "events": wanted,
        "low_balance": low_balance if EventType.BALANCE_LOW in wanted else None,
        "secret": _new_secret(),
        "created_at": now,
    }
    session.connection().execute(insert(ENDPOINTS), row)
    tell(session, owner_id)
    return str(row["id"])


def _fits(wanted: list[EventType], low_balance: int | None) -> bool:
    return EventType.BALANCE_LOW not in wanted or (low_balance is not None and 1 <= low_balance <= MOST_CREDITS)


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def endpoints(session: Session, owner_id: str | None) -> tuple[EndpointView, ...]:
    """This owner's endpoints, oldest first."""
    statement = select(ENDPOINTS).where(_of(owner_id)).order_by(ENDPOINTS.c.created_at, ENDPOINTS.c.id)
    return tuple(_view(row) for row in session.connection().execute(statement))


def secret_of(session: Session, owner_id: str | None, endpoint_id: str) -> str:
    """What its messages are signed with. Raises EndpointNotFound."""
    statement = select(ENDPOINTS.c.secret).where(_this(owner_id, endpoint_id))
    secret: str | None = session.connection().scalar(statement)
    if secret is None:
        raise EndpointNotFound(endpoint_id)
    return secret


def change_secret(session: Session, owner_id: str | None, endpoint_id: str, *, now: datetime) -> str:
    """Sign with a new secret, which is returned, and for CHANGE_OVER with the last one too. Raises EndpointNotFound."""
    new = _new_secret()
    retired = {"retired_secret": ENDPOINTS.c.secret, "retired_until": now + CHANGE_OVER}
    _update(session, owner_id, endpoint_id, secret=new, **retired)
    return new


def disable(session: Session, owner_id: str | None, endpoint_id: str, *, now: datetime) -> None:
    """Deliver nothing more; what is under way is given up. Raises EndpointNotFound."""
    _update(session, owner_id, endpoint_id, disabled_at=now, disabled_reason=Disabled.OWNER)


def enable(session: Session, owner_id: str | None, endpoint_id: str) -> None:
    """Deliver again what happens from now on. Raises EndpointNotFound."""
    _update(session, owner_id, endpoint_id, disabled_at=None, disabled_reason=None, failing_since=None)


def delete_endpoint(session: Session, owner_id: str | None, endpoint_id: str) -> None:
    """Remove it with the log of its deliveries. Raises EndpointNotFound."""
    removed = delete(ENDPOINTS).where(_this(owner_id, endpoint_id))
    if session.connection().execute(removed).rowcount != 1:
        raise EndpointNotFound(endpoint_id)
    for table in (DELIVERIES, LOW_BALANCES):
        session.connection().execute(delete(table).where(table.c.endpoint_id == endpoint_id))
    tell(session, owner_id)


def forget_owner(session: Session, owner_id: str) -> None:
    """Remove every endpoint of this owner, with all that was said to them."""
    mine = select(ENDPOINTS.c.id).where(ENDPOINTS.c.owner_id == owner_id)
    for endpoint_id in session.connection().execute(mine).scalars().all():
        delete_endpoint(session, owner_id, endpoint_id)


def tell(session: Session, owner_id: str | None) -> None:
    """Wake the pages of the owner; those of the shop's own are staff's, which any announcement wakes."""
    announce(session, owner_id or "shop")


def _update(session: Session, owner_id: str | None, endpoint_id: str, **values: Any) -> None:
    changed = update(ENDPOINTS).where(_this(owner_id, endpoint_id)).values(values)
    if session.connection().execute(changed).rowcount != 1:
        raise EndpointNotFound(endpoint_id)
    tell(session, owner_id)


def _this(owner_id: str | None, endpoint_id: str) -> ColumnElement[bool]:
    return (ENDPOINTS.c.id == endpoint_id) & _of(owner_id)


def _of(owner_id: str | None) -> ColumnElement[bool]:
    return ENDPOINTS.c.owner_id.is_(None) if owner_id is None else ENDPOINTS.c.owner_id == owner_id


def _view(row: Any) -> EndpointView:
    return EndpointView(
        id=row.id,
        url=row.url,
        events=tuple(EventType(event) for event in row.events),
        low_balance=row.low_balance,
        disabled=Disabled(row.disabled_reason) if row.disabled_reason else None,
        failing_since=row.failing_since,
        created_at=row.created_at,
    )
