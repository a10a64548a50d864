"""A link by mail is the one way to an account and to a new password, and asking for one tells nothing."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select, text

from creditshop.accounts import SignedIn, Wish, ask_for_link, create_user, disable_user, session_user
from creditshop.accounts.errors import InvalidEmail, LinkInvalid
from creditshop.accounts.links import LINK_LIVES, link_email, redeem
from creditshop.accounts.models import User
from creditshop.database import transact
from tests.accounts.people import ANNA, DEVICE, NOW, ask, link_in, mails, new_user, open_for
from tests.conftest import Database


def use(db: Database, token: str, password_hash: str = "chosen", now: datetime = NOW) -> SignedIn:
    opened = db.transact(redeem, token, password_hash, DEVICE, now=now)
    found = db.transact(session_user, opened.token, now=now)
    assert found is not None
    return found


def password_of(session: Session, email: str) -> str | None:
    return session.exec(select(User.password_hash).where(User.email == email)).first()


def rows(session: Session) -> list[int]:
    tables = ("account_user", "account_session", "account_email_link", "mail", "job")
    return [session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]


@pytest.mark.parametrize("wish", Wish)
def test_a_known_and_an_unknown_address_cause_the_same_work(db: Database, wish: Wish) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    db.transact(new_user, ANNA)
    empty = db.transact(rows)
    db.transact(ask_for_link, ANNA, wish, now=NOW)
    known = db.transact(rows)
    db.transact(ask_for_link, "bob@example.com", wish, now=NOW)
    unknown = db.transact(rows)
    steps = [after - before for before, after in zip(empty, known, strict=True)]
    assert steps == [after - before for before, after in zip(known, unknown, strict=True)] == [0, 0, 1, 1, 1]


def test_the_mail_alone_says_whether_the_address_is_known(db: Database) -> None:
    db.transact(new_user, ANNA)
    for email in (ANNA, "bob@example.com"):
        for wish in Wish:
            db.transact(ask_for_link, email, wish, now=NOW)
    assert {(template, to) for template, to, _ in db.transact(mails)} == {
        ("already_registered", ANNA),
        ("reset_password", ANNA),
        ("verify_email", "bob@example.com"),
        ("no_account", "bob@example.com"),
    }


@pytest.mark.parametrize("wish", Wish)
def test_the_link_of_an_unknown_address_makes_a_confirmed_account(db: Database, wish: Wish) -> None:
    user = use(db, ask(db, " Anna@EXAMPLE.com ".strip(), wish)["token"])
    assert (user.email, user.verified, user.role) == (ANNA, True, "customer")
    assert db.transact(password_of, ANNA) == "chosen"


@pytest.mark.parametrize("wish", Wish)
def test_the_link_of_a_known_address_sets_its_password_and_ends_its_sessions(db: Database, wish: Wish) -> None:
    user_id = db.transact(create_user, ANNA, "old", now=NOW)
    old = db.transact(open_for, user_id)
    user = use(db, ask(db, ANNA, wish)["token"])
    assert (user.user_id, user.verified) == (user_id, True)
    assert db.transact(password_of, ANNA) == "chosen"
    assert db.transact(session_user, old.token, now=NOW) is None


def test_a_link_works_once_and_uses_up_the_others_of_its_address(db: Database) -> None:
    """OWASP ASVS 5.0, 6.5.1."""
    first, second, bobs = ask(db)["token"], ask(db)["token"], ask(db, "bob@example.com")["token"]
    use(db, second)
    for token in (first, second):
        with pytest.raises(LinkInvalid):
            db.transact(redeem, token, "again", DEVICE, now=NOW)
    assert db.transact(password_of, ANNA) == "chosen"
    assert db.transact(link_email, bobs, now=NOW) == "bob@example.com"


def test_a_link_lives_two_hours(db: Database) -> None:
    """OWASP ASVS 5.0, 6.5.5."""
    token = ask(db)["token"]
    with pytest.raises(LinkInvalid):
        db.transact(redeem, token, "chosen", DEVICE, now=NOW + LINK_LIVES)
    use(db, token, now=NOW + LINK_LIVES - timedelta(seconds=1))


def test_an_invented_token_is_refused(db: Database) -> None:
    for token in ("", "x", "ä" * 50):
        with pytest.raises(LinkInvalid):
            db.transact(redeem, token, "chosen", DEVICE, now=NOW)


def test_a_disabled_account_stays_shut(db: Database) -> None:
    user_id = db.transact(new_user)
    db.transact(disable_user, user_id, now=NOW)
    with pytest.raises(LinkInvalid):
        use(db, ask(db, ANNA, Wish.RESET)["token"])


async def test_of_many_uses_at_the_same_moment_one_wins(db: Database) -> None:
    tokens = [ask(db)["token"] for _ in range(4)] * 3
    outcomes = await asyncio.gather(
        *(transact(redeem, token, "chosen", DEVICE, now=NOW) for token in tokens), return_exceptions=True
    )
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LinkInvalid) for outcome in outcomes) == len(tokens) - 1
    assert db.transact(rows)[:2] == [1, 1]


def test_the_choice_survives_in_the_link(db: Database) -> None:
    assert ask(db, next_path="/?buy=maker&currency=eur")["next"] == "/?buy=maker&currency=eur"
    assert ask(db, next_path="https://evil.example/")["next"] == "/account/"


def test_the_link_opens_the_page_that_fits(db: Database) -> None:
    db.transact(new_user, ANNA)
    for email in (ANNA, "bob@example.com"):
        db.transact(ask_for_link, email, Wish.REGISTER, now=NOW)
    assert {to: link_in(body)[0] for _, to, body in db.transact(mails)} == {
        ANNA: "/reset/",
        "bob@example.com": "/verify/",
    }


@pytest.mark.parametrize(
    "email",
    [
        *("", "anna", "anna@", "a@b@example.com", "a@example.com\nBcc: x@example.com", "a" * 300 + "@example.com"),
        "=?utf-8?q?anna?=@example.com",  # an address that a mail's header would read as another one
    ],
)
def test_what_is_no_address_gets_no_mail(db: Database, email: str) -> None:
    with pytest.raises(InvalidEmail):
        db.transact(ask_for_link, email, Wish.REGISTER, now=NOW)
    assert db.transact(mails) == []
