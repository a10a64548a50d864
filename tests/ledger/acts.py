"""Short ways to say what the tests of the ledger do over and over."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from creditshop.database import new_id
from creditshop.ledger import (
    INTERNAL,
    Capture,
    Checked,
    Expire,
    Freeze,
    GrantCredits,
    Lot,
    OpenHold,
    Operation,
    Outcome,
    Parts,
    Posted,
    Reinstate,
    Release,
    Revoke,
    Spend,
    Unfreeze,
    Use,
    Violation,
    balance,
    grants_of,
    open_wallet,
    post,
    verify,
)
from tests.conftest import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def grant(wallet: str, *lots: Lot | int, key: str | None = None, reference: str = "pur_1") -> GrantCredits:
    """Lots arrive; a number is a lot bought for as many cents."""
    made = tuple(Lot(lot, "purchase", lot, "eur") if isinstance(lot, int) else lot for lot in lots)
    return GrantCredits(wallet, INTERNAL, key or new_id("key"), "system", made, reference)


def spend(wallet: str, amount: int, key: str | None = None) -> Spend:
    """Credits are used."""
    return Spend(wallet, INTERNAL, key or new_id("key"), "key_1", amount, "job_1")


def revoke(wallet: str, amount: int, reference: str = "pur_1", key: str | None = None) -> Revoke:
    """Credits of a purchase are taken back."""
    return Revoke(wallet, INTERNAL, key or new_id("key"), "usr_admin", amount, "refund", reference)


def reinstate(wallet: str, amount: int, *of: str, reference: str = "pur_1", key: str | None = None) -> Reinstate:
    """Credits of a purchase that were taken back are given back."""
    return Reinstate(wallet, INTERNAL, key or new_id("key"), "system", amount, "refund", reference, of)


def freeze(wallet: str, reference: str = "pur_1", key: str | None = None) -> Freeze:
    """A purchase is disputed."""
    return Freeze(wallet, INTERNAL, key or new_id("key"), "system", reference)


def unfreeze(wallet: str, reference: str = "pur_1", key: str | None = None) -> Unfreeze:
    """The dispute is over."""
    return Unfreeze(wallet, INTERNAL, key or new_id("key"), "system", reference)


def use(wallet: str, amount: int, feature: str, quantity: int = 1, key: str | None = None) -> Spend:
    """Credits are used for a feature."""
    return Spend(wallet, INTERNAL, key or new_id("key"), "key_1", amount, "job_1", Use(feature, quantity))


def open_hold(wallet: str, amount: int, key: str | None = None, lasts: timedelta = timedelta(hours=1)) -> OpenHold:
    """Credits are reserved."""
    return OpenHold(wallet, INTERNAL, key or new_id("key"), "key_1", amount, "job_1", lasts=lasts)


def capture(wallet: str, hold: str, amount: int | None = None, key: str | None = None) -> Capture:
    """Reserved credits are used."""
    return Capture(wallet, INTERNAL, key or new_id("key"), "key_1", hold, amount)


def release(wallet: str, hold: str, key: str | None = None) -> Release:
    """Reserved credits are given back."""
    return Release(wallet, INTERNAL, key or new_id("key"), "key_1", hold)


def hold_id(outcome: Outcome) -> str:
    """The hold that was opened."""
    assert isinstance(outcome, Posted), outcome
    return outcome.hold_id


def expire(wallet: str, key: str | None = None) -> Expire:
    """What is due expires."""
    return Expire(wallet, INTERNAL, key or new_id("key"), "system")


def wallet_with(session: Session, *lots: Lot | int, reference: str = "pur_1") -> str:
    """A new owner's wallet into which these lots have come, if any."""
    wallet = open_wallet(session, new_id("usr"), now=NOW)
    if lots:
        post(session, [grant(wallet, *lots, reference=reference)], now=NOW)
    return wallet


def do(db: Database, *operations: Operation, now: datetime = NOW) -> list[Outcome]:
    """Post a batch in its own transaction."""
    return db.transact(post, operations, now=now)


def parts(db: Database, wallet: str) -> Parts:
    """The wallet's parts now."""
    return db.transact(parts_in, wallet)


def counts(db: Database, *references: str) -> dict[str, tuple[int, int, int, int, int]]:
    """Where the credits of these references' grants are; of a single reference by cause, of several by reference."""
    found = db.transact(grants_of, references)
    return {
        view.reference if len(references) > 1 else view.cause: (
            view.remaining,
            view.held,
            view.frozen,
            view.expired,
            view.taken,
        )
        for view in found
    }


def parts_in(session: Session, wallet: str) -> Parts:
    """The wallet's parts as this session sees them."""
    now = balance(session, wallet)
    return Parts(now.available, now.held, now.frozen, now.owed)


def violations(db: Database, *, limit: int = 100) -> list[Violation]:
    """What the check of all wallets finds, page by page."""
    found: list[Violation] = []
    page: Checked = db.transact(verify, limit=limit)
    found += page.violations
    while page.last is not None:
        page = db.transact(verify, after=page.last, limit=limit)
        found += page.violations
    return found


def unprotect(session: Session) -> None:
    """Take the append-only protection away, as somebody with the database in his hands would."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER entries_never_change")
        connection.exec_driver_sql("DROP TRIGGER entries_never_vanish")
        connection.exec_driver_sql("DROP TRIGGER operations_never_change")
    else:
        connection.exec_driver_sql("ALTER TABLE credit_transaction DISABLE TRIGGER USER")
        connection.exec_driver_sql("ALTER TABLE operation DISABLE TRIGGER USER")
