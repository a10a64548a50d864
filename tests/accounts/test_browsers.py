"""People hear of a browser that their account was not used with before, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from sqlmodel import Session, select

from creditshop.accounts import Device, Role, create_customer, pass_step
from creditshop.accounts.browsers import REMEMBERED, forget_browsers
from creditshop.accounts.models import KnownBrowser, User
from creditshop.accounts.sessions import open_session
from tests.accounts.people import ANNA, NOW, mails, new_user
from tests.accounts.test_factors import LATER, shown, with_app
from tests.conftest import Database

FIREFOX = Device("203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0", browser="mine")
OTHER = Device("198.51.100.9", "curl/8.5", browser="other")


def enter(db: Database, user_id: str, device: Device, days: int = 0) -> None:
    def opened(session: Session) -> None:
        open_session(session, session.get_one(User, user_id), device, now=NOW + timedelta(days=days))

    db.transact(opened)


def alerts(db: Database) -> list[str]:
    return [text for template, _, text in db.transact(mails) if template == "new_sign_in"]


def known(session: Session) -> list[str]:
    return list(session.exec(select(KnownBrowser.token_hash)))


def test_the_first_browser_is_no_news_and_another_is_once(db: Database) -> None:
    """OWASP ASVS 5.0, 6.3.5 and 6.3.7."""
    user_id = db.transact(new_user)
    for device in (FIREFOX, FIREFOX):
        enter(db, user_id, device)
    assert not alerts(db)
    for _ in range(2):
        enter(db, user_id, OTHER)
        enter(db, user_id, FIREFOX)
    (mail,) = alerts(db)
    assert "November 22, 2026, 12:00 UTC" in mail
    assert "198.51.100.9" in mail
    assert "/reset/" in mail
    assert "Browser" not in mail, "what is not known is not said"


def test_a_browser_says_what_it_is(db: Database) -> None:
    user_id = db.transact(new_user)
    for device in (OTHER, FIREFOX):
        enter(db, user_id, device)
    (mail,) = alerts(db)
    assert all(words in mail for words in ("Firefox", "Linux", "203.0.113.7"))


def test_what_a_browser_says_of_itself_is_not_believed(db: Database) -> None:
    """Whoever has the password can send the same words from the same network."""
    user_id = db.transact(new_user)
    enter(db, user_id, FIREFOX)
    enter(db, user_id, Device(FIREFOX.ip, FIREFOX.user_agent))
    assert len(alerts(db)) == 1


def test_a_browser_that_another_account_knows_is_new_to_this_one(db: Database) -> None:
    anna, bob = db.transact(new_user), db.transact(new_user, "bob@example.com")
    enter(db, anna, FIREFOX)
    enter(db, bob, OTHER)
    enter(db, bob, FIREFOX)
    assert len(alerts(db)) == 1
    assert len(set(db.transact(known))) == 3, "nothing in the database says that two accounts share a browser"


def test_the_same_new_browser_at_once_is_told_once(db: Database) -> None:
    user_id = db.transact(new_user)
    enter(db, user_id, FIREFOX)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(enter, db, user_id), [OTHER] * 4))
    assert len(alerts(db)) == 1


def test_the_first_of_two_steps_is_no_news_yet(db: Database) -> None:
    user, _, secret, _ = with_app(db)
    first = db.transact(lambda s: open_session(s, s.get_one(User, user.user_id), OTHER, now=LATER))
    assert not alerts(db)
    db.transact(pass_step, first.token, shown(secret, LATER), OTHER, now=LATER)
    assert len(alerts(db)) == 1


def test_who_has_no_address_is_not_written_to(db: Database) -> None:
    user_id = db.transact(create_customer, name="Ada", now=NOW)
    for device in (FIREFOX, OTHER):
        enter(db, user_id, device)
    assert not db.transact(mails)


def test_staff_hear_of_it_too(db: Database) -> None:
    user_id = db.transact(new_user, ANNA, Role.OWNER)
    for device in (FIREFOX, OTHER):
        enter(db, user_id, device)
    assert len(alerts(db)) == 1


def test_a_browser_is_forgotten_long_after_it_was_seen_but_never_the_last(db: Database) -> None:
    user_id = db.transact(new_user)
    enter(db, user_id, OTHER)
    enter(db, user_id, FIREFOX, days=1)
    db.transact(forget_browsers, now=NOW + REMEMBERED)
    assert len(db.transact(known)) == 2
    db.transact(forget_browsers, now=NOW + 2 * REMEMBERED)
    assert len(db.transact(known)) == 1
    enter(db, user_id, OTHER, days=900)
    assert len(alerts(db)) == 2
