"""How the database would go about a query: for tests that a list does not read what it does not show."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session


def plan(session: Session, ask: Callable[[Session], object]) -> str:
    """The plans of the statements that `ask(session)` runs."""
    connection, seen = session.connection(), list[tuple[str, Any]]()

    def remember(*call: Any) -> None:
        seen.append(call[2:4])

    event.listen(connection, "before_cursor_execute", remember)
    ask(session)
    event.remove(connection, "before_cursor_execute", remember)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(
        str(connection.exec_driver_sql(f"{explain} {statement}", values).all()) for statement, values in seen
    )


def indexed_plan(session: Session, ask: Callable[[Session], object]) -> str:
    """`plan` as it would be over very many rows, though a test has few: no table is read whole, nothing is sorted."""
    if session.connection().dialect.name == "postgresql":
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            session.connection().execute(text(f"SET LOCAL {setting} = off"))
    return plan(session, ask)
