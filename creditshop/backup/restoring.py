"""Putting a shop back, from a backup, where there is none."""

from pathlib import Path

from creditshop.backup import files, postgresql, sqlite
from creditshop.backup.archive import Reader, opened
from creditshop.backup.errors import WrongArchive
from creditshop.backup.manifest import Contents, Manifest
from creditshop.config import Settings
from creditshop.database import migrations


def check(path: Path) -> Manifest:
    """Read all of a backup, and return what it says of itself. Raises ArchiveDamaged for any byte that has changed."""
    with opened(path) as reader:
        reader.check()
        return reader.manifest


def restore(config: Settings, path: Path) -> Manifest:
    """Put database and files back, then bring the schema up to date. Everything is checked before anything is touched.

    The database comes last, whole or not at all: after a broken-off try, the same command does the rest. Raises
    ArchiveDamaged, WrongArchive, and TargetExists when there is a database, or another shop's file.
    """
    url = config.database_url.get_secret_value()
    database = sqlite if config.is_sqlite else postgresql
    with opened(path) as reader:
        reader.check()
        _refuse_unless_ours(reader.manifest.contents, config)
        database.refuse_unless_empty(url)
        targets = files.targets(reader, config.creditshop_data_dir)
        with database.loaded(url, reader):
            _place(reader, targets)
    migrations.upgrade(url)
    return reader.manifest


def _place(reader: Reader, targets: dict[str, Path]) -> None:
    for name, target in targets.items():
        files.take(reader, name, target)


def _refuse_unless_ours(found: Contents, config: Settings) -> None:
    kind = "sqlite" if config.is_sqlite else "postgresql"
    if found.kind != kind:
        raise WrongArchive(f"The backup is of {found.kind}, but DATABASE_URL is of {kind}.")
    if found.mode != config.mode:
        raise WrongArchive(f"The backup is of the {found.mode} mode, but STRIPE_SECRET_KEY says {config.mode}.")
    if not migrations.knows(found.revision):
        raise WrongArchive(f"The backup has schema {found.revision}, of a later version: restore it with that one.")
