"""Staff's lists of accounts: everybody once, in pages without a gap; an address is found by how it begins."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, text

from creditshop.accounts import (
    AccountPage,
    account,
    accounts_by_email,
    create_customer,
    disable_user,
    last_seen,
    latest_accounts,
)
from creditshop.accounts.errors import NoSuchUser
from tests.accounts.people import NOW, new_user, open_for
from tests.conftest import Database

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


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM account_user WHERE email >= 'ad' AND email < 'ae' ORDER BY email LIMIT 26", "email"),
        ("SELECT id FROM account_user ORDER BY created_at DESC, id DESC LIMIT 26", "account_user_latest"),
    ],
)
def test_lists_read_an_index_in_its_order(db: Database, query: str, index: str) -> None:
    plan = db.transact(planned, query)
    assert index in plan
    assert not any(word in plan for word in ("Sort", "Seq Scan", "TEMP B-TREE")), plan


def planned(session: Session, query: str) -> str:
    """How the database would go about it in a table that is not tiny."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return str(connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all())
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    connection.execute(text("SET LOCAL enable_bitmapscan = off"))
    return str(connection.execute(text(f"EXPLAIN {query}")).all())
