"""The check of the books: silent when all is well, loud about tampering of every kind, while the shop is open."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import Session

from creditshop.database import read, transact
from creditshop.ledger import Lot, post, verify
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    do,
    expire,
    freeze,
    grant,
    hold_id,
    open_hold,
    reinstate,
    release,
    revoke,
    spend,
    unfreeze,
    unprotect,
    violations,
    wallet_with,
)


def run(session: Session, statement: str) -> None:
    """Plain SQL by somebody who has the database in his hands."""
    unprotect(session)
    session.connection().execute(text(statement))


def lively_wallet(db: Database) -> str:
    """A wallet with a bit of everything behind it."""
    wallet = db.transact(wallet_with, 100, Lot(10, "promotion", expires_at=NOW + DAY))
    do(db, spend(wallet, 7), expire(wallet), now=NOW + DAY)
    do(db, revoke(wallet, 120), grant(wallet, 40, reference="pur_2"), now=NOW + DAY)
    opened = [hold_id(done) for done in do(db, *(open_hold(wallet, 3) for _ in range(4)), now=NOW + DAY)]
    do(db, capture(wallet, opened[0], 2), release(wallet, opened[1]), now=NOW + DAY)
    do(db, expire(wallet), open_hold(wallet, 5), now=NOW + 2 * DAY)
    do(db, freeze(wallet, "pur_2"), revoke(wallet, 8, "pur_2", key=wallet), unfreeze(wallet, "pur_2"))
    do(db, reinstate(wallet, 3, wallet, reference="pur_2"), freeze(wallet, "pur_2"))
    return wallet


def test_books_in_order_give_no_violation(db: Database) -> None:
    for _ in range(3):
        lively_wallet(db)
    checked = db.transact(verify)
    assert (checked.violations, checked.wallets, checked.last) == ((), 3, None)
    assert checked.entries > 15


def test_an_empty_shop_is_in_order(db: Database) -> None:
    assert db.transact(verify).violations == ()
    db.transact(wallet_with)
    assert db.transact(verify).violations == ()


def test_the_check_goes_in_pages(db: Database) -> None:
    wallets = sorted(lively_wallet(db) for _ in range(3))
    first = db.transact(verify, limit=2)
    assert (first.wallets, first.last) == (2, wallets[1])
    second = db.transact(verify, after=first.last, limit=2)
    assert (second.wallets, second.last) == (1, None)


@pytest.mark.parametrize(
    ("tampering", "rules"),
    [
        ("UPDATE credit_transaction SET actor = 'systen' WHERE sequence = 2", {"chain"}),
        ("UPDATE credit_transaction SET created_at = '2026-03-01 12:00:00.000001' WHERE sequence = 1", {"chain"}),
        ("UPDATE credit_transaction SET amount = amount + 1 WHERE sequence = 2", {"chain", "parts", "grant"}),
        ("UPDATE credit_transaction SET credit = 'revoked' WHERE credit = 'spent'", {"chain", "grant", "use"}),
        (
            "DELETE FROM credit_transaction WHERE sequence = 3",
            {"sequence", "chain", "parts", "grant", "use", "operation"},
        ),
        ("UPDATE wallet SET available = available + 1 WHERE owed = 0", {"parts", "grant"}),
        ("UPDATE wallet SET held = 1", {"parts", "hold"}),
        ("UPDATE wallet SET frozen = 1", {"parts", "grant"}),
        ("UPDATE wallet SET sequence = sequence + 1", {"sequence"}),
        (
            "UPDATE wallet SET head = previous_hash FROM credit_transaction WHERE credit_transaction.sequence = 2",
            {"chain"},
        ),
        ("UPDATE credit_grant SET remaining = remaining - 1 WHERE remaining > 1", {"grant"}),
        ("UPDATE credit_grant SET taken = 1 WHERE amount = 100", {"grant"}),
        ("UPDATE credit_grant SET amount = amount + 1", {"grant", "chain"}),
        ("UPDATE credit_grant SET price_minor = price_minor + 1, currency = 'eur'", {"chain"}),
        ("UPDATE credit_grant SET currency = 'usd'", {"chain"}),
        ("UPDATE credit_grant SET expires_at = '2030-01-01 00:00:00.000000' WHERE cause = 'promotion'", {"chain"}),
        ("UPDATE credit_grant SET cause = 'bonus'", {"chain"}),
        ("UPDATE credit_grant SET reference = 'pur_3'", {"chain"}),
        ("UPDATE credit_grant SET priority = 1", {"chain"}),
        ("UPDATE operation SET kind = 'expire' WHERE kind = 'spend'", {"chain"}),
        ("UPDATE operation SET key = key || '2'", {"chain"}),
        ("UPDATE operation SET scope = 'shop'", {"chain"}),
        ("UPDATE operation SET fingerprint = head FROM wallet", {"chain"}),
        ("UPDATE operation SET created_at = '2026-03-01 12:00:00.000001'", {"chain"}),
        ("UPDATE credit_grant SET expired = expired - 1 WHERE expired > 0", {"grant"}),
        (
            "INSERT INTO credit_grant (id, wallet_id, cause, reference, amount, remaining, held, frozen, expired, taken"
            ", open, price_minor, priority, created_at) SELECT 'grt_forged', wallet_id, cause, reference, amount,"
            " amount, 0, 0, 0, 0, open OR NOT open, 0, priority, created_at FROM credit_grant"
            " WHERE reference = 'pur_2'",
            {"grant"},
        ),
        ("UPDATE credit_hold SET credits = credits + 1", {"hold"}),
        ("UPDATE credit_hold SET state = 'released', closed_at = created_at WHERE state = 'open'", {"hold"}),
        ("DELETE FROM credit_hold", {"hold"}),
        ("UPDATE credit_grant SET held = held + 1, remaining = remaining - 1 WHERE held > 0", {"grant", "hold"}),
        ("UPDATE daily_use SET credits = credits + 1", {"use"}),
        ("UPDATE daily_use SET spends = spends + 1", {"use"}),
        ("DELETE FROM daily_use", {"use"}),
        (
            "INSERT INTO operation SELECT 'op_empty', scope, 'another key', kind, fingerprint, created_at"
            " FROM operation LIMIT 1",
            {"operation"},
        ),
    ],
)
def test_tampering_is_found(db: Database, tampering: str, rules: set[str]) -> None:
    wallet = db.transact(wallet_with, 100, Lot(10, "promotion", priority=200, expires_at=NOW + DAY))
    do(db, spend(wallet, 7), spend(wallet, 5), grant(wallet, 5, reference="pur_2"))
    do(db, spend(wallet, 5), open_hold(wallet, 2), now=NOW + DAY)
    assert violations(db) == []
    db.transact(run, tampering)
    assert {violation.rule for violation in violations(db)} == rules


def test_one_wallet_s_trouble_is_not_another_s(db: Database) -> None:
    good, bad = lively_wallet(db), lively_wallet(db)
    db.transact(run, f"UPDATE credit_transaction SET actor = 'x' WHERE wallet_id = '{bad}' AND sequence = 1")
    found = violations(db, limit=1)
    assert found
    assert all(bad in violation.where and good not in violation.where for violation in found)


async def test_the_shop_stays_open_meanwhile(db: Database) -> None:
    wallets = [db.transact(wallet_with, 10_000) for _ in range(4)]

    async def trade() -> None:
        for _ in range(25):
            await transact(post, [spend(wallet, 3) for wallet in wallets], now=NOW)

    trading = asyncio.gather(trade(), trade())
    checks = 0
    while not trading.done():
        assert (await read(verify)).violations == ()
        checks += 1
    await trading
    assert checks > 1
    assert violations(db) == []
