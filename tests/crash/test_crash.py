"""kill -9 at every step of an act: all of it is there or none, and asking again makes it whole, once.

`make test` takes every fifth step with each of 3 seeds, beginning at another one; `make crash-test` every step with 20.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlalchemy import Integer, Select, Table, func, select
from sqlmodel import Session, SQLModel

from creditshop.accounts import Role, create_user
from creditshop.alerts import violations
from creditshop.catalog import seed_packages
from creditshop.inbox import bind, dispatch
from tests.conftest import Database
from tests.crash.acts import ACTS, NOW, wire
from tests.crash.dying import survives
from tests.forks import start_server

SEEDS, STRIDE = {"default": (3, 5), "crash": (20, 1)}[os.environ.get("HYPOTHESIS_PROFILE", "default")]


@pytest.fixture(scope="module", autouse=True)
def _forks() -> Iterator[None]:
    start_server()
    before = (dispatch._current.handlers, dispatch._current.awaited)
    wire()
    yield
    bind(*before)


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("act", ACTS)
def test_a_crash_leaves_all_or_nothing_and_a_repeat_makes_it_whole(db: Database, act: str, seed: int) -> None:
    db.transact(seed_packages)
    db.transact(create_user, "owner@example.com", "hash", role=Role.OWNER, now=NOW)
    whole = _whole(db, act, seed)
    left = set()
    for step in count(1 + seed % STRIDE, STRIDE):
        subject = db.transact(ACTS[act].prepare, Random(seed))
        before = db.transact(_figures)
        db.engine.dispose()  # the shop is down: nobody has the database open
        survived = survives(act, subject, step=step)
        crashed = db.transact(_figures)
        db.transact(ACTS[act].do, subject)
        after = db.transact(_figures)
        assert crashed in (before, after), f"part of it at step {step}"
        assert _change(before, after) == whole, f"not as without a crash at step {step}"
        left.add("all" if crashed == after else "nothing")
        if survived:
            break
    assert left == {"all", "nothing"}
    assert asyncio.run(_broken()) == []


def _whole(db: Database, act: str, seed: int) -> dict[str, int]:
    """What the act changes when nothing goes wrong."""
    subject = db.transact(ACTS[act].prepare, Random(seed))
    before = db.transact(_figures)
    db.transact(ACTS[act].do, subject)
    return _change(before, db.transact(_figures))


def _change(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in before | after if after[name] != before[name]}


def _figures(session: Session) -> Counter[str]:
    """The whole database in numbers: rows and the sums of their numbers, for each state that a table knows."""
    figures, connection = Counter[str](), session.connection()
    for table, sql in _queries().items():
        for row in connection.exec_driver_sql(sql).mappings():
            name = f"{table} {row.get('state', '')}"
            figures.update({f"{name} {of}": int(value or 0) for of, value in row.items() if of != "state"})
    return figures


@cache
def _queries() -> dict[str, str]:
    """By table, what counts it; written once, because it is asked thousands of times."""
    return {table.name: str(_counting(table)) for table in SQLModel.metadata.sorted_tables}


def _counting(table: Table) -> Select[Any]:
    states = [table.c.state] if "state" in table.c else []
    sums = [func.sum(column).label(column.name) for column in table.c if isinstance(column.type, Integer)]
    return select(*states, func.count().label("rows"), *sums).select_from(table).group_by(*states)


async def _broken() -> list[str]:
    return [line async for line in violations()]
