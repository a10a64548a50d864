"""Bringing the schema up to date, and saying whether it is."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from alembic import command

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that the database at `url` lacks."""
    command.upgrade(alembic_config(url), "head")


def is_current(session: Session) -> bool:
    """Whether the database has exactly the newest migration."""
    head = ScriptDirectory(str(ROOT / "alembic")).get_current_head()
    return MigrationContext.configure(session.connection()).get_current_revision() == head
