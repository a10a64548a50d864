"""The migrations make exactly the schema that the models describe, on both databases, and take it away again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect, text
from sqlmodel import Session, SQLModel

from alembic import command
from creditshop.database import new_id
from creditshop.database.engine import make_engine
from creditshop.database.identity import WrongDatabase
from creditshop.database.migrations import alembic_config, upgrade
from creditshop.database.tables import import_models
from creditshop.ledger import Lot, post, verify
from tests.conftest import BACKENDS, sibling
from tests.ledger.acts import DAY, NOW, expire, freeze, grant, open_hold, reinstate, revoke, spend, wallet_with

T = TypeVar("T")
SCHEMA = {
    "sqlite": """
        SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'alembic_version'""",
    "postgresql": """
        SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'column', table_name || '.' || column_name, data_type || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
}


@pytest.fixture(params=BACKENDS)
def urls(
    request: pytest.FixtureRequest, clean_settings: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[str, str]]:
    """Two empty databases of one kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/two.db"
        return
    server, names = request.getfixturevalue("postgres_server"), (new_id("m").lower(), new_id("m").lower())
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')
    yield sibling(server, names[0]), sibling(server, names[1])


def schema(engine: Engine) -> set[tuple[str, ...]]:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))"))
        rows = connection.execute(text(SCHEMA[engine.dialect.name])).all()
    return {tuple(plain(str(part)) for part in row) for row in rows}


def plain(sql: str) -> str:
    """The statement without quotes and line breaks, its clauses sorted: tables list them in either order."""
    inner = " ".join(sql.replace('"', "").split()).removesuffix(" )")
    return ", ".join(sorted(clause.strip() for clause in inner.split(", ")))


def test_migrations_make_what_the_models_describe(urls: tuple[str, str]) -> None:
    import_models()
    upgrade(urls[0])
    migrated, created = make_engine(urls[0]), make_engine(urls[1])
    SQLModel.metadata.create_all(created)
    assert schema(migrated) == schema(created)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    migrated.dispose()
    created.dispose()


def test_migrations_can_be_taken_back(urls: tuple[str, str]) -> None:
    upgrade(urls[0])
    command.downgrade(alembic_config(urls[0]), "base")
    engine = make_engine(urls[0])
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    upgrade(urls[0])


def test_of_several_most_popular_packages_the_first_stays_so(urls: tuple[str, str]) -> None:
    upgrade(urls[0])
    command.downgrade(alembic_config(urls[0]), "0003")
    engine = make_engine(urls[0])
    columns = "id, slug, name, description, credits, bonus_credits, popular, active, position, validity_days"
    with engine.begin() as connection:
        for place in (3, 1, 2):
            row = f"'pkg_{place}', '{place}', 'One', '', 1, 0, {'false' if place == 1 else 'true'}, true, {place}, 365"
            connection.execute(text(f"INSERT INTO package ({columns}) VALUES ({row})"))
    upgrade(urls[0])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, version FROM package WHERE popular")).all() == [("pkg_2", 1)]
    engine.dispose()


def test_a_schema_of_another_version_is_refused_in_words(urls: tuple[str, str]) -> None:
    engine = make_engine(urls[0])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    with pytest.raises(WrongDatabase, match="another DATABASE_URL"):
        upgrade(urls[0])
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


@pytest.mark.parametrize("urls", ["postgresql"], indirect=True)
def test_a_migration_may_take_its_time(urls: tuple[str, str]) -> None:
    allowed = []

    def ask(_connection: object, cursor: psycopg.Cursor, statement: str, *_: object) -> None:
        if "CREATE TABLE purchase " in statement:
            allowed.extend(cursor.connection.execute("SHOW statement_timeout").fetchone() or ())

    event.listen(Engine, "before_cursor_execute", ask)
    try:
        upgrade(urls[0])
    finally:
        event.remove(Engine, "before_cursor_execute", ask)
    assert allowed == ["0"]


def lively_wallet(session: Session) -> None:
    """Grants that were spent, held, taken back, expired and frozen, that paid debt, and got some of it back."""
    wallet = wallet_with(session, 100, Lot(20, "promotion", expires_at=NOW + DAY))
    post(
        session, [spend(wallet, 90), revoke(wallet, 60, key="back"), grant(wallet, 50, 30, reference="pur_2")], now=NOW
    )
    post(session, [reinstate(wallet, 25, "back"), open_hold(wallet, 10), freeze(wallet, "pur_2")], now=NOW + DAY)
    post(session, [grant(wallet, 5, Lot(10, "bonus", expires_at=NOW)), expire(wallet)], now=NOW + DAY)


def grants(session: Session) -> set[tuple[Any, ...]]:
    """Every count of every grant."""
    counts = "id, amount, remaining, held, frozen, expired, taken, open"
    return {tuple(row) for row in session.connection().execute(text(f"SELECT {counts} FROM credit_grant"))}


def commit(engine: Engine, function: Callable[[Session], T]) -> T:
    """In a transaction of its own."""
    with Session(engine) as session, session.begin():
        return function(session)


def test_what_of_grants_is_taken_follows_from_the_entries(urls: tuple[str, str]) -> None:
    upgrade(urls[0])
    engine = make_engine(urls[0])
    commit(engine, lively_wallet)
    before = commit(engine, grants)
    assert all(sum(row[column] for row in before) for column in range(2, 7)), "nothing is tried otherwise"
    command.downgrade(alembic_config(urls[0]), "0003")
    upgrade(urls[0])
    assert commit(engine, verify).violations == ()
    assert commit(engine, grants) == before
    engine.dispose()


NEXT = """
from alembic import op

revision, down_revision = "next", {head!r}


def upgrade():
    with op.batch_alter_table("wallet", recreate="always") as batch:
        batch.alter_column("external_id", nullable=True)
    {more}
"""


def next_version(url: str, folder: Path, more: str = "") -> Config:
    """The configuration for a database that lacks one more migration, which makes a table anew."""
    config = alembic_config(url)
    versions = ScriptDirectory.from_config(config)
    (folder / "next.py").write_text(NEXT.format(head=versions.get_current_head(), more=more))
    config.set_main_option("version_locations", f"{versions.versions} {folder}")
    config.set_main_option("path_separator", "space")
    return config


@pytest.mark.parametrize("urls", ["sqlite"], indirect=True)
def test_a_table_that_others_refer_to_can_be_made_anew(urls: tuple[str, str], tmp_path: Path) -> None:
    upgrade(urls[0])
    engine = make_engine(urls[0])
    commit(engine, lively_wallet)
    triggers = {row for row in schema(engine) if row[0] == "trigger"}
    command.upgrade(next_version(urls[0], tmp_path), "head")
    assert commit(engine, verify).violations == ()
    assert {row for row in schema(engine) if row[0] == "trigger"} == triggers
    engine.dispose()


@pytest.mark.parametrize("urls", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_something_that_refers_to_nothing_is_undone(
    urls: tuple[str, str], tmp_path: Path
) -> None:
    upgrade(urls[0])
    engine = make_engine(urls[0])
    commit(engine, lively_wallet)
    before = schema(engine)
    with pytest.raises(RuntimeError, match="refer to nothing"):
        command.upgrade(next_version(urls[0], tmp_path, 'op.execute("DELETE FROM wallet")'), "head")
    assert commit(engine, verify).violations == ()
    assert schema(engine) == before
    engine.dispose()
