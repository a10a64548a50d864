"""Bringing the schema up to date, and saying whether it is."""

import time
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from alembic import command
from creditshop.database.identity import WrongDatabase

ROOT = Path(__file__).resolve().parents[2]
ONE_AT_A_TIME = 0x6372656474  # the key of PostgreSQL's advisory lock: any number that nobody else takes
LOCK_TIMEOUT = "2s"  # for which everybody else waits, too, behind a migration that waits for a table
_BUSY = {"55P03", "40P01"}  # lock not available, deadlock detected (PostgreSQL, appendix A)
_TRIES = 20
_PAUSE = 1.0  # seconds, in which those who waited behind are served
_log = structlog.get_logger(__name__)


class MigrationBlocked(Exception):
    """Others hold locks that a migration needs; the message says so, and nothing was changed."""


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that the database at `url` lacks, while the shop works.

    Raises WrongDatabase for a database whose schema is unknown, MigrationBlocked when the shop leaves no gap for it.
    """
    for _ in range(_TRIES):
        try:
            _upgrade(url)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _BUSY:
                raise
            _log.info("migration waits for a gap", error=str(error.orig))
            time.sleep(_PAUSE)
        else:
            return
    raise MigrationBlocked("A transaction holds a lock for too long: nothing was changed, try again when it is over.")


def _upgrade(url: str) -> None:
    try:
        command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise WrongDatabase(
            f"This database's schema is not one of this version's ({error}): use the version that it is of, or another "
            "DATABASE_URL. What a version before the first release has kept in .data cannot be taken over."
        ) from error


def upgrade_on(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` in the transaction of this connection, which its owner commits."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def knows(revision: str) -> bool:
    """Whether this version has a migration of that name."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def is_current(session: Session) -> bool:
    """Whether the database has every migration of this version. It may have the next version's: see docs/operations.md.

    Revisions are numbers of four digits, so they are in order as text.
    """
    found = MigrationContext.configure(session.connection()).get_current_revision()
    return found is not None and found >= (_scripts().get_current_head() or "")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "alembic"))
