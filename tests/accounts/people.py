"""People and links for tests, made through the services."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session

from creditshop.accounts import Device, OpenedSession, Role, Wish, ask_for_link, create_user
from creditshop.accounts.models import User
from creditshop.accounts.sessions import open_session
from creditshop.notices import mail, mailbox
from tests.conftest import Database

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DEVICE = Device(ip="203.0.113.7", user_agent="Firefox")
PASSWORD = "a lantern over the harbour"
ANNA = "anna@example.com"


def new_user(
    session: Session, email: str = ANNA, role: Role = Role.CUSTOMER, password_hash: str = "unmatchable"
) -> str:
    """An account without work for argon2."""
    return create_user(session, email, password_hash, role=role, verified=True, now=NOW)


def open_for(session: Session, user_id: str, now: datetime = NOW) -> OpenedSession:
    """A session of this user."""
    return open_session(session, session.get_one(User, user_id), DEVICE, now=now)


def signed_in(db: Database, email: str = ANNA, role: Role = Role.CUSTOMER) -> OpenedSession:
    """A new account and its first session."""
    return db.transact(open_for, db.transact(new_user, email, role))


def mails(session: Session) -> list[tuple[str, str, str]]:
    """Template, recipient and text of every mail, oldest first."""
    found = [mail(session, line.id) for line in reversed(mailbox(session, limit=1000))]
    return [(one.template, one.to, one.text) for one in found]


def link_in(mail_text: str, page: str = "verify|reset") -> tuple[str, dict[str, str]]:
    """The page and the query of the link with a token in a mail."""
    url = re.search(rf"\S+/(?:{page})/\?token=\S+", mail_text)
    assert url, mail_text
    parts = urlsplit(url.group())
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def ask(db: Database, email: str = ANNA, wish: Wish = Wish.REGISTER, next_path: str | None = None) -> dict[str, str]:
    """Ask for a link and read it from the mail: its token and where it goes on."""
    before = db.transact(mails)
    db.transact(ask_for_link, email, wish, next_path=next_path, now=NOW)
    (new,) = [mail for mail in db.transact(mails) if mail not in before]
    return link_in(new[2])[1]
