"""The statements of the hot path, built once; those that write many rows are compiled once, too.

SQLAlchemy prepares the parameters of every row anew, which costs more than SQLite takes to write it. So these go to the
driver as they are; `stored` turns a moment into what the driver wants.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ClauseElement,
    Dialect,
    bindparam,
    delete,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from creditshop.database import UtcDateTime
from creditshop.ledger.lines import GRANT_STATE, WalletLine
from creditshop.ledger.models import DAILY_USE, ENTRIES, GRANTS, HOLDS, OPERATIONS, WALLETS
from creditshop.ledger.vocabulary import PARTS

_DIALECTS: Final[dict[str, Dialect]] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
}
_MOMENT: Final = {name: UtcDateTime().bind_processor(dialect) for name, dialect in _DIALECTS.items()}


def _compiled(statement: Mapping[str, ClauseElement] | ClauseElement) -> dict[str, str]:
    """The text in each dialect of one statement, or of each dialect's own; parameters keep their names."""
    own = statement if isinstance(statement, Mapping) else dict.fromkeys(_DIALECTS, statement)
    return {name: str(own[name].compile(dialect=dialect)) for name, dialect in _DIALECTS.items()}


def stored(dialect: str, moment: datetime) -> Any:
    """The moment as the driver of this dialect takes it."""
    convert = _MOMENT[dialect]
    return convert(moment) if convert else moment


def stored_day(dialect: str, day: date) -> Any:
    """The day as the driver of this dialect takes it."""
    return day.isoformat() if dialect == "sqlite" else day


CLAIM_KEYS: Final = _compiled(
    {
        "sqlite": sqlite.insert(OPERATIONS).on_conflict_do_nothing(index_elements=["scope", "key"]),
        "postgresql": postgresql.insert(OPERATIONS).on_conflict_do_nothing(index_elements=["scope", "key"]),
    }
)
CLAIMED_NOW: Final = select(OPERATIONS.c.id).where(OPERATIONS.c.id.in_(bindparam("ids", expanding=True)))
RELEASE_KEYS: Final = delete(OPERATIONS).where(OPERATIONS.c.id.in_(bindparam("ids", expanding=True)))
CLAIMED_BEFORE: Final = select(OPERATIONS).where(
    tuple_(OPERATIONS.c.scope, OPERATIONS.c.key).in_(bindparam("keys", expanding=True))
)
ENTRIES_OF: Final = (
    select(ENTRIES)
    .where(ENTRIES.c.operation_id.in_(bindparam("ids", expanding=True)))
    .order_by(ENTRIES.c.operation_id, ENTRIES.c.position)
)
LOCK_WALLETS: Final = (
    select(*(WALLETS.c[name] for name in WalletLine._fields))
    .where(WALLETS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(WALLETS.c.id)
    .with_for_update()
)
_GRANT_LINES = select(
    GRANTS.c.wallet_id,
    GRANTS.c.id,
    GRANTS.c.reference,
    GRANTS.c.remaining,
    GRANTS.c.held,
    GRANTS.c.frozen,
    GRANTS.c.expired,
    GRANTS.c.taken,
    GRANTS.c.price_minor,
    GRANTS.c.priority,
    GRANTS.c.expires_at,
    GRANTS.c.created_at,
)
_OF_WALLETS = _GRANT_LINES.where(GRANTS.c.wallet_id.in_(bindparam("ids", expanding=True)))
OPEN_GRANTS: Final = _OF_WALLETS.where(GRANTS.c.open)
THESE_GRANTS: Final = _GRANT_LINES.where(GRANTS.c.id.in_(bindparam("ids", expanding=True)))
CLOSED_GRANTS: Final = _OF_WALLETS.where(  # of which credits are elsewhere yet
    ~GRANTS.c.open,
    or_(GRANTS.c.expired > 0, GRANTS.c.frozen > 0),
    GRANTS.c.reference.in_(bindparam("references", expanding=True)),
)
TAKEN_GRANTS: Final = _OF_WALLETS.where(GRANTS.c.taken > 0)
_HOLD_LINES = select(
    HOLDS.c.wallet_id, HOLDS.c.id, HOLDS.c.credits, HOLDS.c.state, HOLDS.c.expires_at, HOLDS.c.feature
).where(HOLDS.c.wallet_id.in_(bindparam("wallets", expanding=True)))
_DUE = _HOLD_LINES.where(HOLDS.c.state == literal_column("'open'"), HOLDS.c.expires_at <= bindparam("now"))
_NAMED = _HOLD_LINES.where(HOLDS.c.id.in_(bindparam("named", expanding=True)))
DUE_HOLDS: Final = _DUE.order_by(HOLDS.c.expires_at, HOLDS.c.id)
DUE_OR_NAMED_HOLDS: Final = union(_DUE, _NAMED).order_by("expires_at", "id")  # with OR, SQLite reads the closed, too
HELD_LINES: Final = (
    select(ENTRIES.c.operation_id, ENTRIES.c.grant_id, ENTRIES.c.amount)
    .where(ENTRIES.c.operation_id.in_(bindparam("ids", expanding=True)), ENTRIES.c.credit == "held")
    .order_by(ENTRIES.c.operation_id, ENTRIES.c.position)
)
ADD_HOLDS: Final = insert(HOLDS)
CLOSE_HOLDS: Final = (
    update(HOLDS)
    .where(HOLDS.c.id == bindparam("hold"))
    .values(state=bindparam("reached"), captured=bindparam("used"), closed_at=bindparam("at"))
)
ADD_GRANTS: Final = insert(GRANTS)
ADD_ENTRIES: Final = _compiled(insert(ENTRIES))
KEEP_GRANTS: Final = _compiled(
    update(GRANTS)
    .where(GRANTS.c.id == bindparam("grant"))
    .values({column: bindparam(f"new_{column}") for column in GRANT_STATE})
)
KEEP_WALLETS: Final = _compiled(
    update(WALLETS)
    .where(WALLETS.c.id == bindparam("wallet"))
    .values({column: bindparam(f"new_{column}") for column in (*PARTS, "sequence", "head")})
)


def _upsert_use(insert_into: Any) -> Any:
    arriving = insert_into(DAILY_USE)
    return arriving.on_conflict_do_update(
        index_elements=list(DAILY_USE.primary_key),
        set_={name: DAILY_USE.c[name] + arriving.excluded[name] for name in ("credits", "spends")},
    )


ADD_USE: Final = _compiled({"sqlite": _upsert_use(sqlite.insert), "postgresql": _upsert_use(postgresql.insert)})
