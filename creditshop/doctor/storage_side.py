"""Where the shop keeps what it knows: database and migrations, whose database it is, and room on the disk."""

import shutil
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from creditshop.config import Settings
from creditshop.database import identity, migrations, read
from creditshop.doctor.lines import Line, ok, problem, skipped, warning

LEAST_SPACE, LITTLE_SPACE = 1, 5  # GiB
_GIB = 1024**3
_MIGRATE = "Run `python -m creditshop migrate`."


async def database(config: Settings) -> Line:
    """It answers, and has every migration. A file of SQLite that is not there is not made: `restore` wants none."""
    name = "SQLite" if config.is_sqlite else "PostgreSQL"
    if config.is_sqlite and not _file(config).exists():
        return problem("database", f"SQLite, there is no {_file(config)} yet", _MIGRATE)
    try:
        current = await read(migrations.is_current)
    except SQLAlchemyError as error:
        seen = f"{name} does not answer: {type(error).__name__}"
        return problem("database", seen, "Look whether it runs, and whether DATABASE_URL names it and its password.")
    if not current:
        return problem("database", f"{name}, migrations are missing", _MIGRATE)
    return ok("database", f"{name}, every migration is there")


async def belonging(config: Settings, account: str | None) -> Line:
    """A current database keeps the money of this mode and, where Stripe has said whose the key is, of this account."""
    try:
        await read(identity.compare, config.mode, account)
    except identity.WrongDatabase as error:
        return problem("mode", str(error), "The shop does not start like this.")
    return ok("mode", f"the database takes {config.mode}" + (f" and {account}" if account else ""))


def belonging_unknown() -> Line:
    """The database cannot say whose it is."""
    return skipped("mode", "not looked at without the database")


def places(config: Settings) -> list[Path]:
    """The folders that fill up: of the shop's data and, on SQLite, of the database."""
    return [config.creditshop_data_dir, *([_file(config).parent] if config.is_sqlite else [])]


async def disk(where: Collection[Path], *, least: float = LEAST_SPACE, little: float = LITTLE_SPACE) -> Line:
    """The least space, in GiB, of where the shop keeps its files."""
    nearest = {next(path for path in (one.resolve(), *one.resolve().parents) if path.exists()) for one in where}
    free, place = min((shutil.disk_usage(one).free / _GIB, one) for one in nearest)
    seen = f"{free:.1f} GiB free at {place}"
    if free < least:
        return problem("disk", seen, "Make room: a full disk stops every purchase.")
    return ok("disk", seen) if free >= little else warning("disk", seen, "Make room, or give the shop a larger disk.")


def _file(config: Settings) -> Path:
    return Path(make_url(config.database_url.get_secret_value()).database or "")
