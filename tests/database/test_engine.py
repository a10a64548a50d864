"""A connection gives up what it waits for in time, and says so."""

import pytest
from sqlmodel import Session, text

from creditshop.database import read, transact
from tests.conftest import Database


def limits(session: Session) -> dict[str, str]:
    """The server's limits for this connection."""
    asked = text("SELECT name, setting || unit FROM pg_settings WHERE name LIKE '%_timeout' AND setting <> '0'")
    return dict(map(tuple, session.connection().execute(asked)))


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_nothing_waits_without_end(db: Database) -> None:
    ours = {
        "lock_timeout": "5000ms",
        "statement_timeout": "30000ms",
        "idle_in_transaction_session_timeout": "30000ms",
    }
    for found in (await transact(limits), await read(limits)):
        assert ours.items() <= found.items()


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_a_server_that_vanished_is_noticed(db: Database) -> None:
    with db.engine.connect() as connection:
        asked = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
    assert {"keepalives_idle": "30", "tcp_user_timeout": "60000"}.items() <= asked.items()
