"""Entries together with what else their hashes are over: their operation, and the grant that arrives by them."""

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, select

from creditshop.ledger.chain import GRANT_FIELDS, OPERATION_FIELDS, digest
from creditshop.ledger.models import ENTRIES, GRANTS, OPERATIONS
from creditshop.ledger.vocabulary import SOURCES


def _named(table: Table, fields: tuple[str, ...]) -> Iterator[ColumnElement[Any]]:
    return (table.c[field].label(f"{table.name}_{field}") for field in fields)


_OPERATION: Final = [*_named(OPERATIONS, OPERATION_FIELDS)]
_GRANT: Final = [*_named(GRANTS, GRANT_FIELDS)]
CHAINED: Final = (
    select(ENTRIES, *_OPERATION, *_GRANT)
    .outerjoin(OPERATIONS, OPERATIONS.c.id == ENTRIES.c.operation_id)
    .outerjoin(GRANTS, and_(GRANTS.c.id == ENTRIES.c.grant_id, ENTRIES.c.debit.in_(SOURCES)))
)
_of_operation = itemgetter(*(column.key for column in _OPERATION))
_of_grant = itemgetter(*(column.key for column in _GRANT))


def digests(row: Mapping[Any, Any]) -> tuple[str, str | None]:
    """The two digests that the hash of an entry is over, from its row of CHAINED."""
    arrives = row["debit"] in SOURCES
    return digest(_of_operation(row)), digest(_of_grant(row)) if arrives else None
