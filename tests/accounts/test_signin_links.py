"""An app's customer signs in by a link that works once, soon, and never for staff."""

import asyncio
from concurrent.futures import Future
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from creditshop import apikeys
from creditshop.accounts import (
    OpenedSession,
    Role,
    Wish,
    change_role,
    create_customer,
    create_sign_in_link,
    disable_user,
    find_customer,
    redeem_sign_in_link,
    session_user,
)
from creditshop.accounts.errors import EmailTaken, InvalidEmail, LinkInvalid, NoSuchUser
from creditshop.accounts.signin_links import LINK_LIVES
from creditshop.database import transact
from tests.accounts.people import ANNA, DEVICE, NOW, ask, new_user
from tests.conftest import Database
from tests.waiting import until


def token_for(db: Database, user_id: str) -> str:
    return db.transact(create_sign_in_link, user_id, now=NOW).url.rpartition("token=")[2]


def test_a_customer_without_address_signs_in_by_their_link_once(db: Database) -> None:
    user_id = db.transact(create_customer, name="Anna", now=NOW)
    token = token_for(db, user_id)
    opened = db.transact(redeem_sign_in_link, token, DEVICE, now=NOW)
    user = db.transact(session_user, opened.token, now=NOW)
    assert user is not None
    assert (user.user_id, user.email, user.name, user.role, user.verified) == (user_id, "", "Anna", "customer", False)
    with pytest.raises(LinkInvalid):
        db.transact(redeem_sign_in_link, token, DEVICE, now=NOW)


def test_two_without_address_are_two_people(db: Database) -> None:
    assert db.transact(create_customer, now=NOW) != db.transact(create_customer, now=NOW)


def test_a_link_is_over_after_its_time(db: Database) -> None:
    token = token_for(db, db.transact(create_customer, now=NOW))
    for forged in ("", "forged", token[:-1]):
        with pytest.raises(LinkInvalid):
            db.transact(redeem_sign_in_link, forged, DEVICE, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(redeem_sign_in_link, token, DEVICE, now=NOW + LINK_LIVES)


def test_nobody_becomes_staff_by_a_link(db: Database) -> None:
    owner = db.transact(new_user, "owner@example.com", Role.OWNER)
    with pytest.raises(NoSuchUser):
        db.transact(create_sign_in_link, owner, now=NOW)
    promoted = db.transact(create_customer, now=NOW)
    token = token_for(db, promoted)
    db.transact(change_role, promoted, Role.SUPPORT, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(redeem_sign_in_link, token, DEVICE, now=NOW)


def test_a_disabled_account_stays_shut_and_its_keys_end(db: Database) -> None:
    user_id = db.transact(create_customer, now=NOW)
    scopes = apikeys.CUSTOMER_SCOPES
    new = db.transact(apikeys.create_key, owner_id=user_id, name="", scopes=scopes, created_by=user_id, now=NOW)
    token = token_for(db, user_id)
    db.transact(disable_user, user_id, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(redeem_sign_in_link, token, DEVICE, now=NOW)
    with pytest.raises(apikeys.KeyInvalid):
        db.transact(apikeys.authenticate, new.token)


def test_an_address_belongs_to_one_account_and_can_choose_a_password(db: Database) -> None:
    user_id = db.transact(create_customer, email=" Anna@Example.com", locale="de", now=NOW)
    customer = db.transact(find_customer, user_id)
    assert (customer.email, customer.locale) == (ANNA, "de")
    with pytest.raises(EmailTaken):
        db.transact(create_customer, email=ANNA, now=NOW)
    with pytest.raises(InvalidEmail):
        db.transact(create_customer, email="nobody", now=NOW)
    assert ask(db, ANNA, Wish.RESET)["token"]


def test_staff_is_no_customer(db: Database) -> None:
    with pytest.raises(NoSuchUser):
        db.transact(find_customer, db.transact(new_user, ANNA, Role.FINANCE))
    with pytest.raises(NoSuchUser):
        db.transact(find_customer, "usr_unknown")


def test_a_link_lives_five_minutes(db: Database) -> None:
    user_id = db.transact(create_customer, now=NOW)
    assert db.transact(create_sign_in_link, user_id, now=NOW).expires_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_nor_by_one_that_is_used_while_they_become_staff(db: Database) -> None:
    customer = db.transact(create_customer, now=NOW)
    token = token_for(db, customer)
    using: list[Future[OpenedSession]] = []
    loop = asyncio.get_running_loop()

    def promote(session: Session) -> None:
        change_role(session, customer, Role.SUPPORT, now=NOW)
        session.flush()
        using.append(asyncio.run_coroutine_threadsafe(transact(redeem_sign_in_link, token, DEVICE, now=NOW), loop))
        until_waits(session)

    await transact(promote)
    with pytest.raises(LinkInvalid):
        await asyncio.wrap_future(using[0])


def until_waits(session: Session) -> None:
    """Return once another transaction waits for this one."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until(lambda: session.connection().scalar(waiting), what="the other to wait for this one")
