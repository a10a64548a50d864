"""What the rest of the shop sees of an account: values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from creditshop.accounts.tokens import new_token


class Role(StrEnum):
    """What an account may do: buy, or one of three kinds of staff."""

    CUSTOMER = "customer"
    SUPPORT = "support"
    FINANCE = "finance"
    OWNER = "owner"

    @property
    def is_staff(self) -> bool:
        """Whether the admin pages are open to this role at all."""
        return self is not Role.CUSTOMER


DECIDERS = (Role.OWNER, Role.FINANCE)  # who may decide about money


@dataclass(frozen=True)
class Contact:
    """Somebody to write to."""

    user_id: str
    email: str
    locale: str


@dataclass(frozen=True)
class SignedIn:
    """Whose session a token belongs to, as of one look at the database. Who has no address has an empty `email`.

    `held_back`: staff who must have a second factor first, and have but a customer's role until then.
    `confirmed_at`: when they proved last who they are.
    """

    user_id: str
    session_id: str
    email: str
    name: str
    role: Role
    verified: bool
    locale: str
    seen_at: datetime
    confirmed_at: datetime
    has_factor: bool = False
    held_back: bool = False


@dataclass(frozen=True)
class Identity:
    """Who somebody is with an OpenID provider. `verified`: the provider has checked that the address is theirs."""

    issuer: str
    subject: str
    email: str
    verified: bool


@dataclass(frozen=True)
class Device:
    """Where a session was opened, for the person who looks at the list of their sessions.

    `browser`: the random word that the browser is recognised by, a new one if it has brought none.
    """

    ip: str = ""
    user_agent: str = ""
    browser: str = field(default_factory=new_token)


@dataclass(frozen=True)
class OpenedSession:
    """A new session: the only moment its token exists outside the browser. `pending`: the second step is missing.

    `browser`: what its browser is recognised by from now on.
    """

    user_id: str
    session_id: str
    token: str
    expires_at: datetime
    browser: str
    pending: bool = False


@dataclass(frozen=True)
class SessionInfo:
    """One line of the list of sessions."""

    session_id: str
    created_at: datetime
    seen_at: datetime
    ip: str
    user_agent: str


@dataclass(frozen=True)
class BrowserInfo:
    """A browser that an account was signed in with."""

    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Credentials:
    """What a password is checked against."""

    user_id: str
    password_hash: str


@dataclass(frozen=True)
class Customer:
    """Who owns a wallet, for those who write to them or sell to them; an unknown address is empty."""

    user_id: str
    email: str
    name: str
    locale: str


@dataclass(frozen=True)
class NewLink:
    """A sign-in link just made: the only moment its URL is known."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class AccountView:
    """An account as staff see it. Who has no address has an empty `email`; `disabled_at`: shut out since then."""

    user_id: str
    email: str
    name: str
    role: Role
    locale: str
    verified: bool
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True)
class AccountPage:
    """Some accounts; `next_before` asks for the following page and is None on the last."""

    accounts: tuple[AccountView, ...]
    next_before: str | None
