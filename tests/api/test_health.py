"""/health says that the process lives, /ready that it can serve; neither says more than that."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from alembic import command
from creditshop.api.health import health_routes
from creditshop.config import settings
from creditshop.database import engine, migrations
from tests.conftest import Database


@asynccontextmanager
async def shop(*, built: bool = True, leaving: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=health_routes(lambda: built, lambda: leaving))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test") as http:
        yield http


@pytest.fixture
def migrated(db: Database) -> None:
    """The schema, and Alembic's word that it is the newest."""
    command.stamp(migrations.alembic_config(db.url), "head")


@pytest.fixture
def away(db: Database, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The database is gone."""
    engine.dispose()
    directory = f"sqlite:///{tmp_path}"
    gone = directory if db.url.startswith("sqlite") else "postgresql://user:canary@127.0.0.1:9/none"
    clean_settings.setenv("DATABASE_URL", gone)
    settings.cache_clear()


async def test_it_is_ready_when_everything_is_there(migrated: None) -> None:
    async with shop() as http:
        answer = await http.get("/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "frontend": "ok"}


async def test_a_frontend_that_is_not_built_is_named(migrated: None) -> None:
    async with shop(built=False) as http:
        answer = await http.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "ok", "migrations": "ok", "frontend": "not built"}


async def test_a_schema_that_is_behind_is_named(db: Database, migrated: None) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    async with shop() as http:
        answer = await http.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "behind"


async def test_while_the_next_version_is_rolled_out_this_one_goes_on(db: Database, migrated: None) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    async with shop() as http:
        answer = await http.get("/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (200, "ok")


async def test_a_process_that_is_about_to_end_says_so_and_lives(migrated: None) -> None:
    async with shop(leaving=True) as http:
        ready, health = await http.get("/ready"), await http.get("/health")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "process": "leaving"})
    assert health.status_code == 200


async def test_a_database_that_is_away_is_named_without_its_address(away: None) -> None:
    async with shop() as http:
        answer = await http.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "unreachable", "migrations": "unknown", "frontend": "ok"}


async def test_the_process_lives_whatever_the_database_does(away: None) -> None:
    async with shop(built=False) as http:
        answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
