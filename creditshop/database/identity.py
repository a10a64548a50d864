"""Which money this database belongs to: its mode (sandbox, test, live) and its Stripe account, written once.

A forgotten key must never sell credits for play money in a live shop, and demo accounts must never reach one.
"""

import hashlib

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel

from creditshop.config import Mode
from creditshop.database.types import enum_check


class WrongDatabase(Exception):
    """The database belongs to another mode or Stripe account than the settings say."""


class ShopIdentity(SQLModel, table=True):
    """One row: whose money this database keeps."""

    __tablename__ = "shop_identity"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint(enum_check("mode", Mode), name="mode_known"),
    )

    id: int = Field(default=1, primary_key=True)
    mode: str
    stripe_account: str | None = None
    stripe_key_hash: str | None = None


def compare(session: Session, mode: Mode, account: str | None = None) -> None:
    """Raise WrongDatabase when the database belongs to another mode or, if one is given, to another Stripe account."""
    found = session.get(ShopIdentity, 1)
    if found is None:
        return
    if found.mode != mode:
        raise WrongDatabase(
            f"This database belongs to the {found.mode} mode, but STRIPE_SECRET_KEY says {mode}: "
            "use that mode's key, or another DATABASE_URL."
        )
    if account and found.stripe_account not in (None, account):
        raise WrongDatabase(
            f"This database belongs to the Stripe account {found.stripe_account}, and STRIPE_SECRET_KEY to {account}: "
            "use that account's key, or another DATABASE_URL."
        )


def claim(session: Session, mode: Mode) -> None:
    """Write the mode into a new database, or raise WrongDatabase when it has another one."""
    if session.get(ShopIdentity, 1) is None:
        session.add(ShopIdentity(mode=mode))
    compare(session, mode)


def knows_key(session: Session, key: str) -> bool:
    """Whether this Stripe key was seen before, and so belongs to the database's account."""
    return session.get_one(ShopIdentity, 1).stripe_key_hash == _hash(key)


def claim_account(session: Session, account: str, key: str) -> None:
    """Write the key's Stripe account into the database, or raise WrongDatabase when it belongs to another one."""
    found = session.get_one(ShopIdentity, 1, with_for_update=True)
    compare(session, Mode(found.mode), account)
    found.stripe_account, found.stripe_key_hash = account, _hash(key)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
