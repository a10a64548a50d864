"""The statements of the hot path, built once."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from creditshop.ledger.models import ENTRIES, GRANTS, OPERATIONS, WALLETS
from creditshop.ledger.vocabulary import PARTS

_KEY: Final = ["scope", "key"]
CLAIM_KEYS: Final = {
    "sqlite": sqlite.insert(OPERATIONS).on_conflict_do_nothing(index_elements=_KEY).returning(OPERATIONS.c.id),
    "postgresql": postgresql.insert(OPERATIONS).on_conflict_do_nothing(index_elements=_KEY).returning(OPERATIONS.c.id),
}
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
    select(WALLETS).where(WALLETS.c.id.in_(bindparam("ids", expanding=True))).order_by(WALLETS.c.id).with_for_update()
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
ADD_ENTRIES: Final = insert(ENTRIES)
KEEP_GRANTS: Final = (
    update(GRANTS)
    .where(GRANTS.c.id == bindparam("grant"))
    .values(remaining=bindparam("left"), expired=bindparam("gone"), open=bindparam("opened"))
)
KEEP_WALLETS: Final = (
    update(WALLETS)
    .where(WALLETS.c.id == bindparam("wallet"))
    .values({column: bindparam(f"new_{column}") for column in (*PARTS, "sequence", "head")})
)
