"""Stopping, signing out, shutting out: within one's rights, and on record."""

from collections.abc import Callable
from functools import partial

import pytest

from creditshop.accounts import Role, account, sessions
from creditshop.audit import Actor
from creditshop.customers import NotYourself, OnlyOwners, disable, sign_out_everywhere, suspend
from creditshop.ledger import WalletSuspended, balance, wallet_of
from tests.accounts.people import NOW, new_user, open_for
from tests.conftest import Database
from tests.customers.test_adjusting import log, staff, with_credits
from tests.ledger.acts import do, spend

SUPPORT, OWNER = staff(Role.SUPPORT), staff(Role.OWNER)
WHY = "asked for by phone"


def test_a_suspended_customer_spends_nothing_until_allowed_again(db: Database) -> None:
    user_id, wallet = db.transact(with_credits)
    for _ in range(2):
        db.transact(suspend, user_id, SUPPORT, suspended=True, reason=WHY, now=NOW)
    (refused,) = do(db, spend(wallet, 1), now=NOW)
    assert isinstance(refused, WalletSuspended)
    db.transact(suspend, user_id, SUPPORT, suspended=False, reason=WHY, now=NOW)
    assert not db.transact(balance, wallet).suspended
    assert sorted((e["action"], e["target"], e["reason"]) for e in db.transact(log)) == [
        ("customer.allow", user_id, WHY),
        ("customer.suspend", user_id, WHY),
    ]


def test_who_never_had_credits_can_be_suspended(db: Database) -> None:
    user_id = db.transact(new_user)
    db.transact(suspend, user_id, SUPPORT, suspended=True, reason=WHY, now=NOW)
    assert db.transact(balance, str(db.transact(wallet_of, user_id))).suspended


def test_signing_out_ends_every_session(db: Database) -> None:
    user_id = db.transact(new_user)
    for _ in range(2):
        db.transact(open_for, user_id)
    assert db.transact(sign_out_everywhere, user_id, SUPPORT, reason=WHY, now=NOW) == 2
    assert db.transact(sessions, user_id, now=NOW) == ()
    (entry,) = db.transact(log)
    assert (entry["action"], entry["after"], entry["ip"]) == ("customer.sign_out", {"sessions_ended": 2}, SUPPORT.ip)


def test_owners_shut_others_out_and_not_themselves(db: Database) -> None:
    user_id = db.transact(new_user)
    with pytest.raises(OnlyOwners):
        db.transact(disable, user_id, SUPPORT, reason=WHY, now=NOW)
    with pytest.raises(NotYourself):
        db.transact(disable, user_id, Actor(user_id, "", "owner", ""), reason=WHY, now=NOW)
    for _ in range(2):
        db.transact(disable, user_id, OWNER, reason=WHY, now=NOW)
    assert db.transact(account, user_id).disabled_at == NOW
    assert [e["action"] for e in db.transact(log)] == ["customer.disable"]


@pytest.mark.parametrize("act", [partial(suspend, suspended=True), sign_out_everywhere])
def test_staff_are_acted_on_by_owners_alone(db: Database, act: Callable[..., object]) -> None:
    colleague = db.transact(new_user, "finn@example.com", Role.FINANCE)
    with pytest.raises(OnlyOwners):
        db.transact(act, colleague, SUPPORT, reason=WHY, now=NOW)
    assert db.transact(log) == []
    db.transact(act, colleague, OWNER, reason=WHY, now=NOW)
    assert len(db.transact(log)) == 1
