"""Moving an account to another address: asking, the two links, and who is known meanwhile."""

from datetime import datetime, timedelta

import pytest

from creditshop.accounts import (
    OpenedSession,
    SignedIn,
    ask_for_change,
    session_user,
)
from creditshop.accounts.models import User
from tests.accounts.people import NOW, link_in, mails, signed_in
from tests.conftest import Database

NEW, NEXT = "anna@new.example", "anna@next.example"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def opened(db: Database) -> OpenedSession:
    return signed_in(db)


def who(db: Database, opened: OpenedSession, now: datetime = NOW) -> SignedIn | None:
    return db.transact(session_user, opened.token, now=now)


def known(db: Database, opened: OpenedSession) -> SignedIn:
    user = who(db, opened)
    assert user
    return user


def wish(db: Database, opened: OpenedSession, email: str = NEW, now: datetime = NOW) -> tuple[str, str]:
    """Ask for the address; the tokens in the new mailbox (empty when there is none) and in the old one."""
    before = db.transact(mails)
    db.transact(ask_for_change, known(db, opened), email, now=now)
    new = [mail for mail in db.transact(mails) if mail not in before]
    assert len(new) == 2
    token = "".join(link_in(text, "email")[1]["token"] for name, _, text in new if name == "email_confirm")
    return token, next(link_in(text, "objection")[1]["token"] for name, _, text in new if name == "email_changing")


def address(db: Database, user_id: str) -> str | None:
    return db.transact(lambda session: session.get_one(User, user_id).email)
