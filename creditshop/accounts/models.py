"""Accounts' tables. Nothing here lets its reader sign in: passwords and tokens are kept as hashes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from creditshop.accounts.values import Role
from creditshop.database import BytewiseText, UtcDateTime, enum_check, new_id


class User(SQLModel, table=True):
    """A person. Their id is also the owner of their wallet and purchases.

    A customer whom an app made has no password, and perhaps no address.
    """

    __tablename__ = "account_user"
    __table_args__ = (
        UniqueConstraint("email", name="account_user_email_unique"),
        CheckConstraint("email = lower(email)", name="account_user_email_lower"),
        CheckConstraint(enum_check("role", Role), name="account_user_role_known"),
        Index("account_user_latest", "created_at", "id"),
    )

    id: str = Field(default_factory=lambda: new_id("usr"), primary_key=True)
    email: str | None = Field(default=None, sa_type=BytewiseText)
    password_hash: str | None = None
    role: Role = Field(default=Role.CUSTOMER, sa_type=String, index=True)
    name: str = ""
    locale: str = "en"
    email_verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class UserSession(SQLModel, table=True):
    """A browser that is signed in, until it expires, rests too long, or is revoked."""

    __tablename__ = "account_session"
    __table_args__ = (UniqueConstraint("token_hash", name="account_session_token_unique"),)

    id: str = Field(default_factory=lambda: new_id("ses"), primary_key=True)
    token_hash: str
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_session_user"),), index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ip: str = ""
    user_agent: str = ""


class EmailLink(SQLModel, table=True):
    """A link sent to an address: who has it reads that mailbox, and may choose the password of its account."""

    __tablename__ = "account_email_link"
    __table_args__ = (UniqueConstraint("token_hash", name="account_email_link_token_unique"),)

    id: str = Field(default_factory=lambda: new_id("lnk"), primary_key=True)
    token_hash: str
    email: str = Field(index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """A link that an app hands to its customer: who has it may sign in as them, once."""

    __tablename__ = "account_sign_in_link"
    __table_args__ = (UniqueConstraint("token_hash", name="account_sign_in_link_token_unique"),)

    id: str = Field(default_factory=lambda: new_id("lnk"), primary_key=True)
    token_hash: str
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_sign_in_link_user"),))
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
