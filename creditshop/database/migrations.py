"""Bringing the schema up to date, and saying whether it is."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlmodel import Session

from alembic import command
from creditshop.database.identity import WrongDatabase

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that the database at `url` lacks. Raises WrongDatabase for one whose schema is unknown."""
    try:
        command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise WrongDatabase(
            f"This database's schema is not one of this version's ({error}): use the version that it is of, or another "
            "DATABASE_URL. What a version before the first release has kept in .data cannot be taken over."
        ) from error


def is_current(session: Session) -> bool:
    """Whether the database has exactly the newest migration."""
    head = ScriptDirectory(str(ROOT / "alembic")).get_current_head()
    return MigrationContext.configure(session.connection()).get_current_revision() == head
