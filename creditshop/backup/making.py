"""Backing up a running shop."""

from pathlib import Path
from tempfile import TemporaryDirectory

from creditshop.backup import files, postgresql, sqlite
from creditshop.backup.archive import Writer, written
from creditshop.backup.errors import BackupError
from creditshop.backup.manifest import Contents, Manifest
from creditshop.clock import utcnow
from creditshop.config import Mode, Settings


def back_up(config: Settings, path: Path) -> Manifest:
    """Put the shop into a new file at `path`, as it is at one moment, while it goes on working.

    The file has its name only once it is whole and on disk. Raises TargetExists, and BackupError when there is no shop.
    """
    if not path.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {path.absolute().parent}.")
    with written(path) as writer, TemporaryDirectory(dir=path.absolute().parent, prefix=".creditshop-") as folder:
        files.put(writer, config.creditshop_data_dir, files.HEADS)
        made_at = utcnow()
        contents = _dump(config, writer, Path(folder))
        files.put(writer, config.creditshop_data_dir, files.KEYS_AND_PICTURES)
        _sandbox(config, writer, Path(folder))
        manifest = Manifest(made_at=made_at, contents=contents, parts=writer.parts)
        writer.finish(manifest)
    return manifest


def _dump(config: Settings, writer: Writer, scratch: Path) -> Contents:
    url = config.database_url.get_secret_value()
    return sqlite.dump(url, writer, scratch) if config.is_sqlite else postgresql.dump(url, writer)


def _sandbox(config: Settings, writer: Writer, scratch: Path) -> None:
    state = config.creditshop_data_dir / files.SANDBOX
    if config.mode is Mode.SANDBOX and state.exists():
        sqlite.snapshot(state, scratch / files.SANDBOX)
        writer.copy(scratch / files.SANDBOX, f"{files.FOLDER}{files.SANDBOX}")
