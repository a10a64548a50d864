"""Staff's lists of accounts: everybody once, in pages without a gap; an address is found by how it begins."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert
from sqlmodel import Session, text

from creditshop.accounts import (
    AccountPage,
    Role,
    account,
    accounts_by_email,
    create_customer,
    disable_user,
    last_seen,
    latest_accounts,
)
from creditshop.accounts.errors import NoSuchUser
from creditshop.accounts.models import User
from tests.accounts.people import NOW, new_user, open_for
from tests.conftest import Database
from tests.plans import plan

ADDRESSES = ["ada@example.com", "ada.b@example.com", "ada-c@example.com", "adam@example.com", "bob@example.com"]


def filled(session: Session) -> None:
    for email in ADDRESSES:
        new_user(session, email)
    create_customer(session, name="no address", now=NOW + timedelta(days=1))


def everybody(db: Database, page_of: Callable[..., AccountPage], *args: str) -> list[str]:
    """The addresses on all pages of two."""
    seen, before = [], None
    while True:
        page = db.transact(page_of, *args, before=before, limit=2)
        seen += [account.email for account in page.accounts]
        if (before := page.next_before) is None:
            return seen


def test_the_latest_come_first_and_each_once(db: Database) -> None:
    db.transact(filled)
    seen = everybody(db, latest_accounts)
    assert seen[0] == ""
    assert sorted(seen) == sorted(["", *ADDRESSES])


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("ADA", sorted(ADDRESSES[:4])),
        ("ada@", ["ada@example.com"]),
        ("b", ["bob@example.com"]),
        ("%", []),
        ("_da", []),
        ("ada@example.com.", []),
    ],
)
def test_an_address_is_found_by_how_it_begins(db: Database, beginning: str, found: list[str]) -> None:
    db.transact(filled)
    assert everybody(db, accounts_by_email, beginning) == found


def test_what_staff_see_of_an_account(db: Database) -> None:
    user_id = db.transact(new_user)
    assert db.transact(last_seen, user_id) is None
    db.transact(open_for, user_id)
    db.transact(disable_user, user_id, now=NOW)
    found = db.transact(account, user_id)
    assert (found.email, found.verified, found.disabled_at) == ("anna@example.com", True, NOW)
    assert db.transact(last_seen, user_id) == NOW
    with pytest.raises(NoSuchUser):
        db.transact(account, "usr_none")


def test_a_page_reads_no_more_than_it_shows(db: Database) -> None:
    db.transact(crowded)
    for index, ask in (
        ("account_user_latest", latest_accounts),
        ("account_user_latest", partial(latest_accounts, before="usr_1500")),
        ("email", partial(accounts_by_email, beginning="person")),
        ("email", partial(accounts_by_email, beginning="person", before="usr_1500")),
    ):
        found = db.transact(plan, ask)
        assert index in found or "sqlite_autoindex_account_user_2" in found, found
        assert not any(word in found for word in ("Sort", "Seq Scan", "TEMP B-TREE", "SCAN account_user (")), found


def crowded(session: Session) -> None:
    """Two thousand people."""
    row = {"role": Role.CUSTOMER, "name": "", "locale": "en", "created_at": NOW}
    people = [row | {"id": f"usr_{n}", "email": f"person{n}@example.com"} for n in range(2000)]
    session.connection().execute(insert(User), people)
    session.connection().execute(text("ANALYZE"))
