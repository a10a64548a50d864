"""What may be there already is inserted once, and only the columns that are named say that it is there."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from creditshop.clock import utcnow
from creditshop.database import insert_once, new_id, read, transact
from creditshop.jobs.models import JOBS
from tests.conftest import Database


def insert(session: Session, key: str, job_id: str | None = None) -> bool:
    now = utcnow()
    row = {"id": job_id or new_id("job"), "key": key, "kind": "test", "args": {}, "run_at": now, "created_at": now}
    return insert_once(session, JOBS, row | {"state": "queued", "attempts": 0, "forgiven": 0}, "key")


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(JOBS)).one()


async def test_of_many_at_once_one_is_inserted_and_the_others_hear_so(db: Database) -> None:
    inserted = await asyncio.gather(*(transact(insert, "same") for _ in range(20)))
    assert sorted(inserted) == [False] * 19 + [True]
    assert await transact(insert, "other")
    assert await read(count) == 2


async def test_another_constraint_is_an_error_and_not_a_repetition(db: Database) -> None:
    await transact(insert, "first", "job_1")
    with pytest.raises(IntegrityError):
        await transact(insert, "second", "job_1")
