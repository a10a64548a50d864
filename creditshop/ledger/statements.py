"""The statements of the hot path, built once; those that write many rows are compiled once, too.

SQLAlchemy prepares the parameters of every row anew, which costs more than SQLite takes to write it. So these go to the
driver as they are; `stored` turns a moment into what the driver wants.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ClauseElement, Dialect, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from creditshop.database import UtcDateTime
from creditshop.ledger.book import WalletLine
from creditshop.ledger.models import ENTRIES, GRANTS, OPERATIONS, WALLETS
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
    GRANTS.c.expired,
    GRANTS.c.price_minor,
    GRANTS.c.priority,
    GRANTS.c.expires_at,
    GRANTS.c.created_at,
).where(GRANTS.c.wallet_id.in_(bindparam("ids", expanding=True)))
OPEN_GRANTS: Final = _GRANT_LINES.where(GRANTS.c.open)
EXPIRED_GRANTS: Final = _GRANT_LINES.where(
    ~GRANTS.c.open, GRANTS.c.expired > 0, GRANTS.c.reference.in_(bindparam("references", expanding=True))
)
ADD_GRANTS: Final = insert(GRANTS)
ADD_ENTRIES: Final = _compiled(insert(ENTRIES))
KEEP_GRANTS: Final = _compiled(
    update(GRANTS)
    .where(GRANTS.c.id == bindparam("grant"))
    .values(remaining=bindparam("left"), expired=bindparam("gone"), open=bindparam("opened"))
)
KEEP_WALLETS: Final = _compiled(
    update(WALLETS)
    .where(WALLETS.c.id == bindparam("wallet"))
    .values({column: bindparam(f"new_{column}") for column in (*PARTS, "sequence", "head")})
)
