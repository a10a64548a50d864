"""Passwords open sessions; every refusal looks the same, and no weaker password or older hash slips in."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters

from creditshop.accounts import (
    SignedIn,
    authenticate,
    change_password,
    choose_password,
    create_user,
    disable_user,
    hash_password,
    session_user,
    sign_in,
)
from creditshop.accounts.errors import AccountError, PasswordTooShort, WrongCredentials
from creditshop.accounts.passwords import _nobodys_hash, verify_password
from creditshop.accounts.users import credentials, enter, replace_password
from creditshop.database import transact
from tests.accounts.people import ANNA, DEVICE, NOW, PASSWORD, ask, new_user, open_for
from tests.conftest import Database


async def register(db: Database, email: str = ANNA, password: str = PASSWORD) -> str:
    return (await choose_password(ask(db, email)["token"], password, DEVICE, now=NOW)).user_id


async def who(token: str) -> SignedIn:
    found = await authenticate(token, now=NOW)
    assert found is not None
    return found


async def test_address_and_password_open_a_session(db: Database) -> None:
    user_id = await register(db)
    opened = await sign_in(" Anna@Example.COM".strip(), PASSWORD, DEVICE, now=NOW)
    assert (await who(opened.token)).user_id == user_id
    assert opened.token != (await sign_in(ANNA, PASSWORD, DEVICE, now=NOW)).token


async def test_every_refusal_is_the_same(db: Database) -> None:
    await register(db)
    db.transact(disable_user, await register(db, "shut@example.com"), now=NOW)
    ask(db, "unconfirmed@example.com")
    refusals = []
    for email in (ANNA, "shut@example.com", "unconfirmed@example.com", "nobody@example.com", "no address"):
        password = "not the password" if email == ANNA else PASSWORD
        with pytest.raises(AccountError) as refusal:
            await sign_in(email, password, DEVICE, now=NOW)
        refusals.append((type(refusal.value), refusal.value.args))
    assert set(refusals) == {(WrongCredentials, ())}


async def test_the_work_for_nobody_is_the_work_for_somebody(db: Database) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    assert not await verify_password(None, PASSWORD)
    assert extract_parameters(_nobodys_hash()) == extract_parameters(await hash_password(PASSWORD))


async def test_what_is_no_hash_matches_nothing(db: Database) -> None:
    db.transact(new_user, ANNA, password_hash="not a hash")
    with pytest.raises(WrongCredentials):
        await sign_in(ANNA, PASSWORD, DEVICE, now=NOW)


async def test_an_older_hash_is_renewed(db: Database) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    db.transact(create_user, ANNA, old, now=NOW)
    await sign_in(ANNA, PASSWORD, DEVICE, now=NOW)
    renewed = db.transact(credentials, ANNA)
    assert renewed is not None
    assert extract_parameters(renewed.password_hash) == extract_parameters(await hash_password(PASSWORD))
    await sign_in(ANNA, PASSWORD, DEVICE, now=NOW)


@pytest.mark.parametrize("step", ["enter", "replace_password"])
def test_a_password_that_changed_while_it_was_checked_opens_nothing(db: Database, step: str) -> None:
    db.transact(create_user, ANNA, "old", now=NOW)
    checked = db.transact(credentials, ANNA)
    assert checked is not None
    db.transact(replace_password, checked, "new", DEVICE, now=NOW)
    with pytest.raises(WrongCredentials):
        if step == "enter":
            db.transact(enter, checked, DEVICE, now=NOW)
        else:
            db.transact(replace_password, checked, "newer", DEVICE, now=NOW)


async def test_a_refused_password_leaves_the_link_good(db: Database) -> None:
    token = ask(db)["token"]
    with pytest.raises(PasswordTooShort):
        await choose_password(token, "short", DEVICE, now=NOW)
    await choose_password(token, PASSWORD, DEVICE, now=NOW)


async def test_changing_the_password_needs_the_old_one_and_ends_all_sessions(db: Database) -> None:
    """OWASP ASVS 5.0, 6.2.3 and 7.4.3."""
    user_id = await register(db)
    stolen = db.transact(open_for, user_id)
    user = await who(stolen.token)
    with pytest.raises(WrongCredentials):
        await change_password(user, "not the password", "another good one", DEVICE, now=NOW)
    with pytest.raises(PasswordTooShort):
        await change_password(user, PASSWORD, "short", DEVICE, now=NOW)
    opened = await change_password(user, PASSWORD, "another good one", DEVICE, now=NOW)
    assert await authenticate(stolen.token, now=NOW) is None
    assert (await who(opened.token)).user_id == user_id
    with pytest.raises(WrongCredentials):
        await sign_in(ANNA, PASSWORD, DEVICE, now=NOW)
    await sign_in(ANNA, "another good one", DEVICE, now=NOW)


async def test_using_a_session_is_noted(db: Database) -> None:
    opened = db.transact(open_for, db.transact(new_user))
    later = NOW + timedelta(minutes=5)
    await authenticate(opened.token, now=later)
    found = await transact(session_user, opened.token, now=later)
    assert found is not None
    assert found.seen_at == later
    assert await authenticate(None, now=NOW) is None
