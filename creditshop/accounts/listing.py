"""Reading accounts, for staff: the latest, those whose address begins alike, some of them, one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from creditshop.accounts.errors import NoSuchUser
from creditshop.accounts.models import User, UserSession
from creditshop.accounts.values import AccountPage, AccountView, Role
from creditshop.database import begins_with

_PLACE = (col(User.created_at), col(User.id))


def latest_accounts(session: Session, *, before: str | None = None, limit: int = 25) -> AccountPage:
    """A page of all accounts, newest first, following the account `before`."""
    query = select(User).order_by(*(column.desc() for column in _PLACE))
    if before is not None:
        query = query.where(tuple_(*_PLACE) < select(*_PLACE).where(User.id == before).scalar_subquery())
    return _page(session, query, limit)


def accounts_by_email(session: Session, beginning: str, *, before: str | None = None, limit: int = 25) -> AccountPage:
    """A page of the accounts whose address begins so, in the order of their addresses, following that of `before`.

    Raises NoSuchUser when there is no account `before`.
    """
    found = select(User).where(begins_with(User.email, beginning.lower()))  # addresses are kept in lower case
    if before is not None:
        found = found.where(col(User.email) > account(session, before).email)
    return _page(session, found.order_by(col(User.email)), limit)


def accounts_by_id(session: Session, user_ids: Collection[str]) -> dict[str, AccountView]:
    """Those of the accounts that exist, by id."""
    return {user.id: _view(user) for user in session.exec(select(User).where(col(User.id).in_(user_ids)))}


def account(session: Session, user_id: str) -> AccountView:
    """One account, staff's and those that are shut out too. Raises NoSuchUser."""
    user = session.get(User, user_id)
    if user is None:
        raise NoSuchUser
    return _view(user)


def last_seen(session: Session, user_id: str) -> datetime | None:
    """When the account was last used in a browser, as far as its sessions are kept; None when it never was."""
    latest = select(UserSession.last_seen_at).where(UserSession.user_id == user_id)
    return session.exec(latest.order_by(col(UserSession.last_seen_at).desc()).limit(1)).first()


def _page(session: Session, query: Any, limit: int) -> AccountPage:
    rows = session.exec(query.limit(limit + 1)).all()
    more = len(rows) > limit
    return AccountPage(tuple(map(_view, rows[:limit])), rows[limit - 1].id if more else None)


def _view(user: User) -> AccountView:
    return AccountView(
        user_id=user.id,
        email=user.email or "",
        name=user.name,
        role=Role(user.role),
        locale=user.locale,
        verified=user.email_verified_at is not None,
        created_at=user.created_at,
        disabled_at=user.disabled_at,
    )
