"""The rules that the database itself keeps, whoever writes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from creditshop.ledger import Lot
from creditshop.ledger.vocabulary import MAX_CREDITS
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, do, spend, wallet_with


def run(session: Session, statement: str) -> None:
    """Plain SQL."""
    session.connection().execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        "available = -1",
        "held = -1",
        "frozen = -1",
        "owed = -1",
        "owed = 1",  # while credits are available
        f"available = {MAX_CREDITS + 1}",
        "available = NULL",
    ],
)
def test_a_wallet_refuses(db: Database, change: str) -> None:
    db.transact(wallet_with, 10)
    with pytest.raises(IntegrityError):
        db.transact(run, f"UPDATE wallet SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "remaining = 11",
        "remaining = -1",
        "remaining = 0",  # while `open` says otherwise
        "expired = 1",
        "amount = 0",
        "currency = NULL",
        "price_minor = -1",
        "cause = 'gift'",
        "wallet_id = 'wal_unknown'",
    ],
)
def test_a_grant_refuses(db: Database, change: str) -> None:
    db.transact(wallet_with, 10)
    with pytest.raises(IntegrityError):
        db.transact(run, f"UPDATE credit_grant SET {change}")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "0"),
        ("amount", str(MAX_CREDITS + 1)),
        ("debit", "'nowhere'"),
        ("credit", "debit"),
        ("cause", "'whim'"),
        ("available", "-1"),
        ("sequence", "1"),  # taken
        ("position", "-1"),
        ("grant_id", "'grt_unknown'"),
        ("operation_id", "'op_unknown'"),
    ],
)
def test_an_entry_refuses(db: Database, column: str, value: str) -> None:
    db.transact(wallet_with, 10)
    columns = "wallet_id operation_id debit credit amount grant_id cause reference actor available held frozen owed"
    copied = dict(zip(columns.split(), columns.split(), strict=True)) | {"sequence": "2", "position": "1"}
    copied |= dict.fromkeys(("created_at", "previous_hash", "hash"), "") | {column: value}
    values = ", ".join(value or name for name, value in copied.items())
    with pytest.raises(IntegrityError):
        db.transact(
            run, f"INSERT INTO credit_transaction ({', '.join(copied)}) SELECT {values} FROM credit_transaction"
        )


def test_credits_are_whole_numbers(db: Database) -> None:
    """PostgreSQL's bigint rounds; SQLite would keep 1.5, or 1e30 after an overflow, if no CHECK stopped it."""
    if db.engine.dialect.name == "sqlite":
        wallet = db.transact(wallet_with, 10)
        for amount in ("1.5", "9223372036854775807 + 1"):
            with pytest.raises(IntegrityError, match=r"range|whole"):
                db.transact(run, f"UPDATE wallet SET available = {amount} WHERE id = '{wallet}'")
        with pytest.raises(IntegrityError, match="whole"):
            db.transact(run, "UPDATE credit_grant SET remaining = 1.5")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE credit_transaction SET amount = 11",
        "DELETE FROM credit_transaction",
        "UPDATE operation SET key = 'another'",
        "DELETE FROM operation",
    ],
)
def test_what_is_posted_can_be_neither_changed_nor_deleted(db: Database, change: str) -> None:
    db.transact(wallet_with, 10)
    with pytest.raises(DBAPIError, match=r"append only|foreign key"):
        db.transact(run, change)


def test_postgresql_truncates_no_entries(db: Database) -> None:
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="append only"):
            db.transact(run, "TRUNCATE credit_transaction")


def test_deleting_is_refused_without_foreign_keys_too(db: Database) -> None:
    """The sqlite3 shell leaves foreign keys off."""
    if db.engine.dialect.name == "sqlite":
        db.transact(wallet_with, 10)
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("PRAGMA foreign_keys=OFF")
            with pytest.raises(DBAPIError, match="append only"):
                connection.exec_driver_sql("DELETE FROM operation")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def test_a_grant_used_up_in_parts_stays_within_its_constraints(db: Database) -> None:
    wallet = db.transact(wallet_with, Lot(10, "promotion", expires_at=NOW + DAY))
    do(db, spend(wallet, 4))
    do(db, spend(wallet, 1), now=NOW + DAY)
    with pytest.raises(IntegrityError):
        db.transact(run, "UPDATE credit_grant SET expired = 7")
