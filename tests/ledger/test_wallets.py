"""Opening and looking at wallets."""

import asyncio

import pytest

from creditshop.database import transact
from creditshop.ledger import (
    Balance,
    ExternalIdTaken,
    WalletNotFound,
    balance,
    open_wallet,
    suspend,
    wallet_by_external_id,
    wallet_of,
    wallet_view,
)
from tests.conftest import Database
from tests.ledger.acts import NOW, wallet_with


def test_an_owner_has_one_wallet(db: Database) -> None:
    assert db.transact(wallet_of, "usr_1") is None
    opened = db.transact(open_wallet, "usr_1", now=NOW)
    assert db.transact(open_wallet, "usr_1", now=NOW) == opened == db.transact(wallet_of, "usr_1")
    assert db.transact(open_wallet, "usr_2", now=NOW) != opened


async def test_opened_at_once_it_is_the_same(db: Database) -> None:
    opened = await asyncio.gather(*(transact(open_wallet, "usr_1", now=NOW) for _ in range(20)))
    assert len(set(opened)) == 1


def test_a_new_wallet_is_empty(db: Database) -> None:
    assert db.transact(balance, db.transact(wallet_with)) == Balance(0, 0, 0, 0, suspended=False)


def test_a_wallet_can_be_suspended(db: Database) -> None:
    wallet = db.transact(wallet_with, 5)
    db.transact(suspend, wallet)
    assert db.transact(balance, wallet) == Balance(5, 0, 0, 0, suspended=True)


def test_an_unknown_wallet_is_an_error(db: Database) -> None:
    with pytest.raises(WalletNotFound):
        db.transact(balance, "wal_unknown")
    with pytest.raises(WalletNotFound):
        db.transact(suspend, "wal_unknown")


def test_an_app_finds_a_wallet_by_its_own_name_for_it(db: Database) -> None:
    wallet = db.transact(open_wallet, "usr_1", external_id="team-7", now=NOW)
    assert db.transact(wallet_by_external_id, "team-7") == wallet
    seen = db.transact(wallet_view, wallet)
    assert (seen.owner_id, seen.external_id, seen.created_at) == ("usr_1", "team-7", NOW)
    assert db.transact(wallet_by_external_id, "team-8") is None


def test_no_two_wallets_have_the_same_name(db: Database) -> None:
    db.transact(open_wallet, "usr_1", external_id="team-7", now=NOW)
    with pytest.raises(ExternalIdTaken):
        db.transact(open_wallet, "usr_2", external_id="team-7", now=NOW)
    assert db.transact(wallet_of, "usr_2") is None
