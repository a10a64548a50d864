"""Append only, held by the database itself: the statements that a schema needs beside its tables.

An operation may be deleted while it has no entries: that is how a refused one gives its key back before the commit.
"""

from typing import Final

from sqlalchemy import DDL, event

from creditshop.ledger.models import ENTRIES

APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        """CREATE TRIGGER entries_never_change BEFORE UPDATE ON credit_transaction
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER entries_never_vanish BEFORE DELETE ON credit_transaction
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER operations_never_change BEFORE UPDATE ON operation
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
        """CREATE TRIGGER operations_never_vanish BEFORE DELETE ON operation
        WHEN EXISTS (SELECT 1 FROM credit_transaction WHERE operation_id = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is append only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER entries_never_change BEFORE UPDATE OR DELETE ON credit_transaction
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
        """CREATE TRIGGER entries_never_vanish BEFORE TRUNCATE ON credit_transaction
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()""",
        """CREATE TRIGGER operations_never_change BEFORE UPDATE ON operation
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
        # Deleting an operation that has entries is refused by their foreign key.
    ),
}
REMOVE_APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (),  # dropping a table drops its triggers
    "postgresql": ("DROP FUNCTION IF EXISTS refuse_ledger_change() CASCADE",),
}


def _attach(moment: str, statements: dict[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for text in texts:
            event.listen(ENTRIES, moment, DDL(text).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


_attach("after_create", APPEND_ONLY)
_attach("after_drop", REMOVE_APPEND_ONLY)
