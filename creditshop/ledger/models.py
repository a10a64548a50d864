"""The ledger's tables. Its rules are constraints, so that no code path, ours or not, can break them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime
from creditshop.ledger.vocabulary import ACCOUNTS, CAUSES, HOLD_STATES, LOT_CAUSES, MAX_CREDITS, PARTS

NO_HASH = bytes(32)  # what the first entry of a wallet points back to
_IS_OPEN_HOLD = text("state = 'open'")
_IS_SUSPENDED, _IS_IN_DEBT = text("suspended"), text("owed > 0")
_IS_TAKEN_BACK = text("credit IN ('revoked', 'adjusted') OR debit = 'revoked'")


def _within(name: str, low: int, *columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"{column} BETWEEN {low} AND {MAX_CREDITS}" for column in columns), name=name)


def _whole(name: str, *columns: str) -> CheckConstraint:
    """SQLite turns an overflowing integer into REAL, and a column takes it."""
    checks = " AND ".join(f"typeof({column}) = 'integer'" for column in columns)
    return CheckConstraint(checks, name=name).ddl_if(dialect="sqlite")


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


class Wallet(SQLModel, table=True):
    """One owner's credits: the four parts, and the head of its chain of entries."""

    __tablename__ = "wallet"
    __table_args__ = (
        UniqueConstraint("owner_id", name="one_wallet_per_owner"),
        UniqueConstraint("external_id", name="one_wallet_per_external_id"),
        _within("wallet_parts_range", 0, *PARTS),
        _whole("wallet_parts_whole", *PARTS, "sequence"),
        CheckConstraint("available = 0 OR owed = 0", name="wallet_debt_paid_first"),
        Index("wallets_suspended", "created_at", "id", sqlite_where=_IS_SUSPENDED, postgresql_where=_IS_SUSPENDED),
        Index("wallets_in_debt", "created_at", "id", sqlite_where=_IS_IN_DEBT, postgresql_where=_IS_IN_DEBT),
        {"postgresql_with": {"fillfactor": 70}},  # room to update a balance in place
    )

    id: str = Field(primary_key=True)
    owner_id: str
    external_id: str | None = None
    available: int = Field(default=0, sa_type=BigInteger)
    held: int = Field(default=0, sa_type=BigInteger)
    frozen: int = Field(default=0, sa_type=BigInteger)
    owed: int = Field(default=0, sa_type=BigInteger)
    suspended: bool = False
    sequence: int = Field(default=0, sa_type=BigInteger)
    head: bytes = Field(default=NO_HASH, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Operation(SQLModel, table=True):
    """One idempotent act. Its outcome is its entries; one without entries is never committed."""

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("scope", "key", name="operation_key_used_once"),)

    id: str = Field(primary_key=True)
    scope: str
    key: str
    kind: str
    fingerprint: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Grant(SQLModel, table=True):
    """Credits that arrived together: `remaining` can be spent, `held` are reserved, `frozen` wait for a dispute's end,
    `expired` were never used, `taken` paid debt or were taken back; the others were used.

    `open` says whether any remain: it seldom changes, so indexes on it are cheap.
    """

    __tablename__ = "credit_grant"
    __table_args__ = (
        _within("grant_amount_range", 1, "amount"),
        _within("grant_rest_range", 0, "remaining", "held", "frozen", "expired", "taken"),
        _whole("grant_whole", "amount", "remaining", "held", "frozen", "expired", "taken", "price_minor"),
        CheckConstraint("remaining + held + frozen + expired + taken <= amount", name="grant_not_overdrawn"),
        CheckConstraint("open = (remaining > 0)", name="grant_open"),
        CheckConstraint("price_minor = 0 OR (price_minor > 0 AND currency IS NOT NULL)", name="grant_price"),
        _one_of("cause", LOT_CAUSES, "grant_cause"),
        Index("grants_of_wallet", "wallet_id", "open"),
        Index("due_grants", "expires_at", sqlite_where=text("open"), postgresql_where=text("open")),
        Index("grants_of_reference", "reference"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    id: str = Field(primary_key=True)
    wallet_id: str = Field(foreign_key="wallet.id")
    cause: str
    reference: str
    amount: int = Field(sa_type=BigInteger)
    remaining: int = Field(sa_type=BigInteger)
    held: int = Field(default=0, sa_type=BigInteger)
    frozen: int = Field(default=0, sa_type=BigInteger)
    expired: int = Field(sa_type=BigInteger)
    taken: int = Field(default=0, sa_type=BigInteger)
    open: bool
    price_minor: int = Field(sa_type=BigInteger)
    currency: str | None
    priority: int
    expires_at: datetime | None = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class CreditTransaction(SQLModel, table=True):
    """An entry: `amount` moved from `debit` to `credit`; the parts are the wallet's after it. Append only."""

    __tablename__ = "credit_transaction"
    __table_args__ = (
        UniqueConstraint("operation_id", "position", name="entry_position"),
        _within("entry_amount_range", 1, "amount"),
        _within("entry_parts_range", 0, *PARTS),
        _whole("entry_whole", "amount", *PARTS, "sequence", "position"),
        CheckConstraint("available = 0 OR owed = 0", name="entry_debt_paid_first"),
        CheckConstraint("sequence > 0 AND position >= 0", name="entry_counted"),
        CheckConstraint("debit <> credit", name="entry_moves"),
        _one_of("debit", ACCOUNTS, "entry_debit"),
        _one_of("credit", ACCOUNTS, "entry_credit"),
        _one_of("cause", CAUSES, "entry_cause"),
        Index("entries_taken_back", "wallet_id", sqlite_where=_IS_TAKEN_BACK, postgresql_where=_IS_TAKEN_BACK),
        # Entries lie in the order in which they came: on PostgreSQL an index of ranges will do, and costs nothing.
        Index("entries_by_time", "created_at", postgresql_using="brin", postgresql_with={"autosummarize": "on"}),
    )

    wallet_id: str = Field(primary_key=True, foreign_key="wallet.id")
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    operation_id: str = Field(foreign_key="operation.id")
    position: int
    debit: str
    credit: str
    amount: int = Field(sa_type=BigInteger)
    grant_id: str | None = Field(foreign_key="credit_grant.id")
    cause: str
    reference: str
    feature: str | None
    actor: str
    available: int = Field(sa_type=BigInteger)
    held: int = Field(sa_type=BigInteger)
    frozen: int = Field(sa_type=BigInteger)
    owed: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    previous_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class Hold(SQLModel, table=True):
    """Credits reserved for work in progress. Which grants they are of is what the entries of its opening say.

    It has the id of the operation that opened it, with another prefix.
    """

    __tablename__ = "credit_hold"
    __table_args__ = (
        _within("hold_credits_range", 1, "credits"),
        _whole("hold_whole", "credits", "captured"),
        _one_of("state", HOLD_STATES, "hold_state"),
        CheckConstraint("captured BETWEEN 0 AND credits", name="hold_captured_range"),
        CheckConstraint("(state = 'captured') = (captured > 0)", name="hold_captured_something"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="hold_closed"),
        Index("holds_of_wallet", "wallet_id", "created_at", "id"),
        Index("open_holds", "wallet_id", sqlite_where=_IS_OPEN_HOLD, postgresql_where=_IS_OPEN_HOLD),
        Index("due_holds", "expires_at", sqlite_where=_IS_OPEN_HOLD, postgresql_where=_IS_OPEN_HOLD),
    )

    id: str = Field(primary_key=True)
    wallet_id: str = Field(foreign_key="wallet.id")
    credits: int = Field(sa_type=BigInteger)
    captured: int = Field(default=0, sa_type=BigInteger)
    state: str = "open"
    reference: str
    feature: str | None
    expires_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DailyUse(SQLModel, table=True):
    """What a wallet has used on one day (UTC) for one feature; an empty feature is what was spent without one."""

    __tablename__ = "daily_use"
    __table_args__ = (_within("use_range", 1, "credits", "spends"),)

    wallet_id: str = Field(primary_key=True, foreign_key="wallet.id")
    day: date = Field(primary_key=True)
    feature: str = Field(primary_key=True)
    credits: int = Field(sa_type=BigInteger)
    spends: int = Field(sa_type=BigInteger)


class LastSignedHead(SQLModel, table=True):
    """The head of a wallet's chain that was signed last. Every one that ever was is in the files of witness.py."""

    __tablename__ = "last_signed_head"

    wallet_id: str = Field(primary_key=True, foreign_key="wallet.id")
    sequence: int = Field(sa_type=BigInteger)
    head: bytes = Field(sa_type=LargeBinary)
    signed_at: datetime = Field(sa_type=UtcDateTime)
    public_key: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


WALLETS = _table(Wallet)
OPERATIONS = _table(Operation)
GRANTS = _table(Grant)
ENTRIES = _table(CreditTransaction)
HOLDS = _table(Hold)
DAILY_USE = _table(DailyUse)
LAST_SIGNED = _table(LastSignedHead)
