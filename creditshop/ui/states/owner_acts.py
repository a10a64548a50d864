"""What can be done with API keys and endpoints, by whoever owns them.

What staff do with the shop's own (`owner_id` None) is recorded like everything in acts.py. `by` is None for people and
what is theirs: that is no act of staff.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from sqlmodel import Session

from creditshop import apikeys, outgoing
from creditshop.accounts import hold_live
from creditshop.apikeys import NewKey
from creditshop.audit import Actor, Value, noting, record


def create_key(session: Session, owner_id: str | None, *, by: Actor | None, now: datetime, **wish: Any) -> NewKey:
    """Make a key. Raises NoSuchUser for whoever is shut out."""
    hold_live(session, wish["created_by"])  # shutting an account out ends its keys: this one is made before, or never
    new = apikeys.create_key(session, owner_id=owner_id, now=now, **wish)
    if by is not None:
        record(session, by, "key.create", new.key.id, after=_key(session, new.key.id), now=now)
    return new


def revoke_key(session: Session, owner_id: str | None, key_id: str, *, by: Actor | None, now: datetime) -> None:
    """End a key, at once."""
    with noting(session, by, "key.revoke", key_id, _key, now=now) if by else nullcontext():
        apikeys.revoke_key(session, owner_id, key_id, now=now)


def add_endpoint(session: Session, owner_id: str | None, *, by: Actor | None, now: datetime, **wish: Any) -> None:
    """Have events delivered to an address from now on."""
    endpoint_id = outgoing.add_endpoint(session, owner_id, now=now, **wish)
    if by is not None:
        record(session, by, "endpoint.add", endpoint_id, after=_endpoint(session, endpoint_id), now=now)


def enable(session: Session, owner_id: str | None, endpoint_id: str, *, by: Actor | None, now: datetime) -> None:
    """Deliver again to an endpoint."""
    with _with_endpoint(session, by, "endpoint.enable", endpoint_id, now):
        outgoing.enable(session, owner_id, endpoint_id)


def disable(session: Session, owner_id: str | None, endpoint_id: str, *, by: Actor | None, now: datetime) -> None:
    """Deliver nothing more to an endpoint."""
    with _with_endpoint(session, by, "endpoint.disable", endpoint_id, now):
        outgoing.disable(session, owner_id, endpoint_id, now=now)


def delete(session: Session, owner_id: str | None, endpoint_id: str, *, by: Actor | None, now: datetime) -> None:
    """Remove an endpoint."""
    with _with_endpoint(session, by, "endpoint.delete", endpoint_id, now):
        outgoing.delete_endpoint(session, owner_id, endpoint_id)


def new_secret(session: Session, owner_id: str | None, endpoint_id: str, *, by: Actor | None, now: datetime) -> None:
    """Sign with a new secret."""
    with _with_endpoint(session, by, "endpoint.secret", endpoint_id, now):
        outgoing.change_secret(session, owner_id, endpoint_id, now=now)


def redeliver(session: Session, owner_id: str | None, delivery_id: str, *, by: Actor | None, now: datetime) -> None:
    """Send a message again."""
    outgoing.redeliver(session, owner_id, delivery_id, now=now)
    if by is not None:
        record(session, by, "endpoint.redeliver", delivery_id, now=now)


def _with_endpoint(
    session: Session, by: Actor | None, action: str, endpoint_id: str, now: datetime
) -> AbstractContextManager[None]:
    return noting(session, by, action, endpoint_id, _endpoint, now=now) if by else nullcontext()


def _key(session: Session, key_id: str) -> Mapping[str, Value]:
    found = next((key for key in apikeys.keys(session, None) if key.id == key_id), None)
    return {"name": found.name, "scopes": " ".join(found.scopes)} if found else {}


def _endpoint(session: Session, endpoint_id: str) -> Mapping[str, Value]:
    found = next((one for one in outgoing.endpoints(session, None) if one.id == endpoint_id), None)
    if found is None:
        return {}
    events = " ".join(found.events)
    return {"url": found.url, "events": events, "low_balance": found.low_balance, "disabled": found.disabled}
