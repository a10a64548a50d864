"""Accounts' tables. Nothing here lets its reader sign in: passwords, tokens and recovery codes are kept as hashes.

The secret of an authenticator app cannot be: it makes codes, but a password is asked for before them.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint, text
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
    """A browser that is signed in, until it expires, rests too long, or is revoked.

    `pending`: it has taken the first of two steps, and is nobody's yet. `confirmed_at`: when its person proved last who
    they are; None for a session from before that was written down.
    """

    __tablename__ = "account_session"
    __table_args__ = (UniqueConstraint("token_hash", name="account_session_token_unique"),)

    id: str = Field(default_factory=lambda: new_id("ses"), primary_key=True)
    token_hash: str
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_session_user"),), index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pending: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
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


class Invitation(SQLModel, table=True):
    """What a link offers besides: its account joins the team in this role, if `invited_by` is an owner then."""

    __tablename__ = "account_invitation"
    __table_args__ = (CheckConstraint(enum_check("role", Role), name="account_invitation_role_known"),)

    link_id: str = Field(
        sa_column_args=(ForeignKey("account_email_link.id", name="account_invitation_link", ondelete="CASCADE"),),
        primary_key=True,
    )
    role: Role = Field(sa_type=String)
    invited_by: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_invitation_inviter"),))


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


class SecondFactor(SQLModel, table=True):
    """Somebody's authenticator app. `last_step` is the time step (RFC 6238) of the code that was used last."""

    __tablename__ = "account_second_factor"

    user_id: str = Field(
        sa_column_args=(ForeignKey("account_user.id", name="account_second_factor_user"),), primary_key=True
    )
    secret: str
    last_step: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """A code for whoever has lost their app; good once."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash", name="account_recovery_code_unique"),)

    id: str = Field(primary_key=True)
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_recovery_code_user"),))
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ForeignIdentity(SQLModel, table=True):
    """Who somebody is with an OpenID provider; `subject` is theirs there for ever, other than their address."""

    __tablename__ = "account_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="account_identity_once"),)

    id: str = Field(primary_key=True)
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_identity_user"),), index=True)
    issuer: str
    subject: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class KnownBrowser(SQLModel, table=True):
    """A browser that an account was signed in with."""

    __tablename__ = "account_browser"
    __table_args__ = (UniqueConstraint("user_id", "token_hash", name="account_browser_unique"),)

    id: str = Field(primary_key=True)
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_browser_user"),))
    token_hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)


class EmailChange(SQLModel, table=True):
    """Somebody's wish for another address, asked for in a session of theirs.

    `token_hash`: the link in the new mailbox, which confirms it. `objection_hash`: that in the old one, which undoes it
    for some days.
    """

    __tablename__ = "account_email_change"
    __table_args__ = (
        UniqueConstraint("token_hash", name="account_email_change_token_unique"),
        UniqueConstraint("objection_hash", name="account_email_change_objection_unique"),
    )

    id: str = Field(primary_key=True)
    user_id: str = Field(sa_column_args=(ForeignKey("account_user.id", name="account_email_change_user"),), index=True)
    session_id: str
    old_email: str
    new_email: str
    token_hash: str
    objection_hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    objected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


IDENTITIES: Table = SQLModel.metadata.tables["account_identity"]
BROWSERS: Table = SQLModel.metadata.tables["account_browser"]
