"""The files of signed heads: out of reach of whoever has only the database, and fit to be copied away.

Each hour the heads of the wallets that have moved since are signed and written to a new file in the data folder, which
is never changed again. The row of the wallet's last head in the database says what has been signed, nothing else.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from creditshop.config import settings
from creditshop.database import read
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger.audit import Violation
from creditshop.ledger.heads import SignedHead, check_heads
from creditshop.ledger.models import LAST_SIGNED, WALLETS

KIND: Final = "ledger.sign_heads"
_AT_ONCE: Final = 1000


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that signs heads, every hour."""
    kinds.register(KIND, sign_heads)
    kinds.schedule(KIND, KIND, timedelta(hours=1))


async def sign_heads(run: JobRun) -> Effect | None:
    """The job: the file first, then the rows, so that what counts as signed is in a file."""
    heads = await read(unsigned_heads, now=run.now)
    if not heads:
        return None
    await asyncio.to_thread(_write, heads, f"{run.now:%Y%m%dT%H%M%SZ}-{run.id}.json")
    return partial(_remember_and_go_on, run, heads)


def unsigned_heads(session: Session, *, now: datetime) -> list[SignedHead]:
    """Heads, signed now, of wallets that have moved since their last one: as many as one file should hold."""
    moved = (
        select(WALLETS.c.id, WALLETS.c.sequence, WALLETS.c.head)
        .outerjoin(LAST_SIGNED, LAST_SIGNED.c.wallet_id == WALLETS.c.id)
        .where(WALLETS.c.sequence > func.coalesce(LAST_SIGNED.c.sequence, 0))
        .limit(_AT_ONCE)
    )
    return [SignedHead.of(row.id, row.sequence, row.head, now) for row in session.connection().execute(moved)]


def heads_files() -> list[Path]:
    """The files of heads, oldest first; each mode has its own, as it has its own database."""
    return sorted(_folder().glob("*.json"))


def verify_heads(session: Session, file: Path) -> tuple[Violation, ...]:
    """What of a file of heads is no longer so, or never was."""
    try:
        heads = [SignedHead.read(said) for said in orjson.loads(file.read_bytes())]
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        return (Violation("head", f"file {file.name}", "signed heads", repr(error)),)
    return tuple(check_heads(session.connection(), heads, f"file {file.name}"))


def last_heads(session: Session, wallets: Sequence[str]) -> Iterator[Violation]:
    """What is wrong with the last signed heads of these wallets, as the database has them."""
    connection = session.connection()
    rows = connection.execute(select(LAST_SIGNED).where(LAST_SIGNED.c.wallet_id.in_(wallets)))
    return check_heads(connection, [SignedHead(**row) for row in rows.mappings()], "last signed head")


def _folder() -> Path:
    return settings().creditshop_data_dir / "heads" / settings().mode


def _write(heads: Sequence[SignedHead], name: str) -> None:
    """The whole file or none, whatever happens."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.draft"
    with draft.open("wb") as file:
        file.write(orjson.dumps([head.written() for head in heads]))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)


def _remember_and_go_on(run: JobRun, heads: Sequence[SignedHead], session: Session) -> None:
    connection = session.connection()
    connection.execute(delete(LAST_SIGNED).where(LAST_SIGNED.c.wallet_id.in_([head.wallet_id for head in heads])))
    rows = [{column.name: getattr(head, column.name) for column in LAST_SIGNED.c} for head in heads]
    connection.execute(insert(LAST_SIGNED), rows)
    if len(heads) == _AT_ONCE:
        enqueue(session, KIND, {}, key=f"{KIND}:after:{run.id}", run_at=run.now)
