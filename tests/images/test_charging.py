"""One signed address is paid once, whatever happens how often, and only when its picture was made."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session

from creditshop.images import Link, charge, is_paid, let_go, reserve
from creditshop.images.charging import forget_charges
from creditshop.images.models import CHARGES
from creditshop.ledger import InsufficientCredits, Parts, WalletSuspended, balance, daily_use, suspend
from tests.conftest import Database
from tests.images.shop import NOW, PRICE, is_sound, link, open_shop, set_price
from tests.waiting import until

LATER = NOW + timedelta(minutes=5)  # any hold is over by then


def parts(db: Database, wallet: str) -> tuple[int, int]:
    """What is available and what is held."""
    found: Parts = db.transact(balance, wallet)
    return found.available, found.held


def serve(session: Session, of: Link, wallet: str, now: datetime = NOW) -> None:
    """What a request does, in one go."""
    if not is_paid(session, of, now=now):
        reserve(session, of, wallet, now=now)
        charge(session, of, wallet, now=now)


def test_it_is_held_while_it_is_made_and_paid_when_it_is_there(db: Database) -> None:
    wallet = open_shop(db)
    assert db.transact(reserve, link(), wallet, now=NOW)
    assert parts(db, wallet) == (8, 2)
    assert not db.transact(is_paid, link(), now=NOW)
    db.transact(charge, link(), wallet, now=NOW)
    assert parts(db, wallet) == (8, 0)
    assert db.transact(is_paid, link(), now=NOW)
    use = db.transact(daily_use, wallet, since=NOW.date(), until=NOW.date())
    assert [(day.feature, day.credits) for day in use] == [("image.resize", PRICE)]
    assert is_sound(db)


def test_the_same_address_is_never_charged_again(db: Database) -> None:
    wallet = open_shop(db)
    for hours in (0, 0, 1, 23):
        db.transact(serve, link(), wallet, NOW + timedelta(hours=hours))
    assert db.transact(reserve, link(), wallet, now=LATER) is None
    db.transact(charge, link(), wallet, now=LATER)
    assert parts(db, wallet) == (8, 0)


def test_another_address_is(db: Database) -> None:
    wallet = open_shop(db)
    for other in (link(), link(width=33), link("img_2"), link(lasts=timedelta(days=2))):
        db.transact(serve, other, wallet)
    assert parts(db, wallet) == (2, 0)


def test_two_requests_at_once_share_one_hold(db: Database) -> None:
    wallet = open_shop(db)
    first, second = (db.transact(reserve, link(), wallet, now=NOW) for _ in range(2))
    assert first == second
    assert parts(db, wallet) == (8, 2)
    for _ in range(2):
        db.transact(charge, link(), wallet, now=NOW)
    assert parts(db, wallet) == (8, 0)


def test_many_at_once_charge_once(db: Database) -> None:
    wallet = open_shop(db)
    start, failures = threading.Barrier(12), list[BaseException]()

    def request() -> None:
        start.wait()
        try:
            db.transact(reserve, link(), wallet, now=NOW)
            db.transact(charge, link(), wallet, now=NOW)
        except BaseException as error:  # noqa: BLE001 - of a thread
            failures.append(error)

    threads = [threading.Thread(target=request) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert parts(db, wallet) == (8, 0)
    assert is_sound(db)


def test_a_failure_costs_nothing_and_the_address_works_afterwards(db: Database) -> None:
    wallet = open_shop(db)
    for _ in range(3):
        db.transact(reserve, link(), wallet, now=NOW)
        db.transact(let_go, link(), now=NOW)
        assert parts(db, wallet) == (10, 0)
    db.transact(serve, link(), wallet)
    assert parts(db, wallet) == (8, 0)
    assert is_sound(db)


def test_what_is_paid_stays_paid_when_another_request_fails(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    db.transact(charge, link(), wallet, now=NOW)
    db.transact(let_go, link(), now=NOW)
    assert parts(db, wallet) == (8, 0)
    assert db.transact(is_paid, link(), now=NOW)


def test_who_succeeds_pays_although_another_request_failed_first(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    db.transact(let_go, link(), now=NOW)
    db.transact(charge, link(), wallet, now=NOW)
    assert parts(db, wallet) == (8, 0)


def test_who_succeeds_while_another_request_is_giving_up_pays_too(db: Database) -> None:
    wallet, failures = open_shop(db), list[BaseException]()
    db.transact(reserve, link(), wallet, now=NOW)

    def succeed() -> None:
        try:
            db.transact(charge, link(), wallet, now=NOW)
        except BaseException as error:  # noqa: BLE001 - of a thread
            failures.append(error)

    other = threading.Thread(target=succeed)

    def give_up(session: Session) -> None:
        let_go(session, link(), now=NOW)
        other.start()
        until(lambda: is_awaited(session), what="the other to come upon what this one has locked")

    db.transact(give_up)
    other.join()
    assert failures == []
    assert parts(db, wallet) == (8, 0)
    assert is_sound(db)


def is_awaited(session: Session) -> bool:
    """Whether somebody waits for a lock. SQLite does not tell, but there every transaction has the whole lock."""
    if session.connection().dialect.name == "sqlite":
        return True
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return session.connection().execute(waiting).scalar_one() > 0


def test_after_a_crash_the_hold_ends_by_itself_and_the_address_works_again(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    again = db.transact(reserve, link(), wallet, now=LATER)
    assert parts(db, wallet) == (8, 2)
    assert again is not None
    db.transact(charge, link(), wallet, now=LATER)
    assert parts(db, wallet) == (8, 0)
    assert is_sound(db)


def test_work_that_took_longer_than_its_hold_is_paid_all_the_same(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    db.transact(charge, link(), wallet, now=LATER)
    assert parts(db, wallet) == (8, 0)


def test_a_new_price_is_for_new_holds(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    db.transact(set_price, 5)
    db.transact(charge, link(), wallet, now=NOW)
    assert parts(db, wallet) == (8, 0)
    db.transact(serve, link(width=1), wallet)
    assert parts(db, wallet) == (3, 0)


@pytest.mark.parametrize("work", [reserve, charge])
def test_without_credits_nothing_is_held_and_after_a_top_up_the_same_address_works(
    db: Database, work: Callable[..., object]
) -> None:
    wallet = open_shop(db, PRICE - 1)
    with pytest.raises(InsufficientCredits) as refused:
        db.transact(work, link(), wallet, now=NOW)
    assert (refused.value.required, refused.value.available) == (PRICE, 1)
    db.transact(set_price, 1)
    db.transact(serve, link(), wallet)
    assert parts(db, wallet) == (0, 0)


def test_a_suspended_wallet_gets_what_it_paid_for_and_nothing_new(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(serve, link(), wallet)
    db.transact(suspend, wallet)
    db.transact(serve, link(), wallet)
    with pytest.raises(WalletSuspended):
        db.transact(serve, link(width=1), wallet)


def test_addresses_that_are_over_are_forgotten(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(serve, link(), wallet)
    db.transact(serve, replace(link(), expires_at=NOW + timedelta(days=3)), wallet)
    db.transact(forget_charges, now=NOW + timedelta(days=2))
    assert db.transact(charges) == 1


def charges(session: Session) -> int:
    return session.connection().execute(select(func.count()).select_from(CHARGES)).scalar_one()


def test_an_address_that_expires_while_it_is_worked_on_is_let_go_in_peace(db: Database) -> None:
    wallet = open_shop(db)
    db.transact(reserve, link(), wallet, now=NOW)
    db.transact(forget_charges, now=NOW + timedelta(days=2))
    db.transact(let_go, link(), now=NOW)
    assert is_sound(db)
