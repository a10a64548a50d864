"""Group commit on SQLite: one writer thread puts what is waiting into one transaction.

A disk flush costs more than the work of most transactions, so those that wait share one. If any of them fails the group
is rolled back and its members run one by one, so that a poisonous one blocks nobody.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import structlog
from sqlmodel import Session

from creditshop.database import announcements
from creditshop.database.announcements import Aftermath
from creditshop.database.engine import writer

Work = Callable[[Session], Any]
Outcome = tuple[Any, Aftermath]
_LARGEST_GROUP = 64
_log = structlog.get_logger(__name__)


class GroupCommit:
    """Runs submitted work on one thread; `alone(work)` commits a single piece by itself."""

    def __init__(self, alone: Callable[[Work], Outcome]) -> None:
        self._alone = alone
        self._waiting: queue.SimpleQueue[tuple[Work, Future[Outcome]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> Future[Outcome]:
        """Queue work; the future resolves after COMMIT, or with what the work raised."""
        future: Future[Outcome] = Future()
        self._waiting.put((work, future))
        return future

    def close(self) -> None:
        """Run what is queued, then end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, ended = self._take([first])
            members = [(work, future) for work, future in group if future.set_running_or_notify_cancel()]
            self._commit(members)
            if ended:
                return

    def _take(self, group: list[tuple[Work, Future[Outcome]]]) -> tuple[list[tuple[Work, Future[Outcome]]], bool]:
        while len(group) < _LARGEST_GROUP:
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return group, True
            group.append(item)
        return group, False

    def _commit(self, members: list[tuple[Work, Future[Outcome]]]) -> None:
        if len(members) > 1:
            try:
                outcomes = self._together([work for work, _ in members])
            except Exception as error:  # noqa: BLE001 - each member runs again below, and its own error reaches its caller
                _log.debug("group is run one by one", members=len(members), error=type(error).__name__)
            else:
                for (_, future), outcome in zip(members, outcomes, strict=True):
                    future.set_result(outcome)
                return
        for work, future in members:
            try:
                future.set_result(self._alone(work))
            except BaseException as error:  # noqa: BLE001 - belongs to the caller that waits for the future
                future.set_exception(error)

    @staticmethod
    def _together(works: list[Work]) -> list[Outcome]:
        outcomes = []
        with writer().connect() as connection, connection.begin():
            for work in works:
                with Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session:
                    value = work(session)
                    session.flush()
                    outcomes.append((value, announcements.collected(session)))
        return outcomes
