"""Making, listing and revoking keys, and telling whose key a token is."""

import hashlib
import hmac
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlmodel import Session

from creditshop.apikeys.errors import KeyInvalid, NoSuchKey, ScopesInvalid, TooManyKeys
from creditshop.apikeys.models import KEYS, ApiKey
from creditshop.apikeys.values import CUSTOMER_SCOPES, Caller, KeyView, NewKey, Scope
from creditshop.database import announce, new_id, random_word

MOST_KEYS = 50
USED_EVERY = timedelta(minutes=1)
_PREFIX, _SECRET = 12, 40  # characters of five bits: one to look up by, 200 bits nobody guesses
_TOKEN = re.compile(rf"csk_([a-z2-9]{{{_PREFIX}}})_([a-z2-9]{{{_SECRET}}})")
_LIVE: Final = KEYS.c.revoked_at.is_(None)
_BY_PREFIX: Final = select(KEYS.c.id, KEYS.c.owner_id, KEYS.c.scopes, KEYS.c.last_used_at, KEYS.c.secret_hash).where(
    KEYS.c.prefix == bindparam("prefix"), _LIVE
)


def create_key(
    session: Session, *, owner_id: str | None, name: str, scopes: Collection[Scope], created_by: str, now: datetime
) -> NewKey:
    """Make a key of this owner, or with None of the shop itself. Raises ScopesInvalid, TooManyKeys."""
    if not scopes or (owner_id is not None and not CUSTOMER_SCOPES.issuperset(scopes)):
        raise ScopesInvalid
    live = select(func.count()).select_from(KEYS).where(_of(owner_id), _LIVE)
    if session.connection().execute(live).scalar_one() >= MOST_KEYS:
        raise TooManyKeys
    prefix, secret = random_word(_PREFIX), random_word(_SECRET)
    row = ApiKey(
        id=new_id("key"),
        prefix=prefix,
        secret_hash=_hash(secret),
        owner_id=owner_id,
        name=name,
        scopes=" ".join(sorted(scopes)),
        created_at=now,
        created_by=created_by,
    )
    session.add(row)
    _tell(session, owner_id)
    return NewKey(_view(row), f"csk_{prefix}_{secret}")


def keys(session: Session, owner_id: str | None) -> tuple[KeyView, ...]:
    """The live keys of this owner, or with None of the shop itself, newest first."""
    rows = session.connection().execute(select(KEYS).where(_of(owner_id), _LIVE))
    views = (_view(ApiKey(**row)) for row in rows.mappings())
    return tuple(sorted(views, key=lambda key: (key.created_at, key.id), reverse=True))


def revoke_key(session: Session, owner_id: str | None, key_id: str, *, now: datetime) -> None:
    """End a key of this owner (None: of the shop itself), at once. Raises NoSuchKey."""
    if not _revoke(session, now, _of(owner_id), KEYS.c.id == key_id):
        raise NoSuchKey
    _tell(session, owner_id)


def revoke_keys_of(session: Session, owner_id: str, *, now: datetime) -> int:
    """End every key of this owner; returns how many ended."""
    _tell(session, owner_id)
    return _revoke(session, now, _of(owner_id))


def forget_keys_of(session: Session, owner_id: str, *, now: datetime) -> None:
    """End every key of this owner, and forget what they called them."""
    revoke_keys_of(session, owner_id, now=now)
    session.connection().execute(update(KEYS).where(KEYS.c.owner_id == owner_id).values(name=""))


def authenticate(session: Session, token: str) -> Caller:
    """Whose key this token is. Only reads. Raises KeyInvalid."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise KeyInvalid
    prefix, secret = parts.groups()
    row = session.connection().execute(_BY_PREFIX, {"prefix": prefix}).one_or_none()
    if not hmac.compare_digest(_hash(secret), row.secret_hash if row else "") or row is None:
        raise KeyInvalid
    return Caller(row.id, row.owner_id, frozenset(map(Scope, row.scopes.split())), row.last_used_at)


def touch(session: Session, key_id: str, *, now: datetime) -> None:
    """Note that the key was used; written at most once in USED_EVERY, however busy it is."""
    due = KEYS.c.last_used_at.is_(None) | (KEYS.c.last_used_at <= now - USED_EVERY)
    session.connection().execute(update(KEYS).where(KEYS.c.id == key_id, due).values(last_used_at=now))


def _tell(session: Session, owner_id: str | None) -> None:
    """Wake the pages of the owner; those of the shop's own keys are staff's, which any announcement wakes."""
    announce(session, owner_id or "shop")


def _of(owner_id: str | None) -> ColumnElement[bool]:
    return KEYS.c.owner_id.is_(None) if owner_id is None else KEYS.c.owner_id == owner_id


def _revoke(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    ended = update(KEYS).where(_LIVE, *which).values(revoked_at=now).returning(KEYS.c.id)
    return len(session.connection().execute(ended).all())


def _hash(secret: str) -> str:
    """A plain hash is enough: there is nothing to guess in 200 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _view(row: ApiKey) -> KeyView:
    scopes = tuple(map(Scope, row.scopes.split()))
    return KeyView(row.id, row.prefix, row.name, scopes, row.created_at, row.created_by, row.last_used_at)
