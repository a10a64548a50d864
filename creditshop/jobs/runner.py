"""Doing the jobs: claims what is due, runs it with bounded concurrency, and keeps every failure where people see it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from secrets import SystemRandom

import structlog

from creditshop import metrics, tracing
from creditshop.clock import utcnow
from creditshop.database import new_id, transact
from creditshop.jobs.errors import GiveUp, LeaseLost, Postpone
from creditshop.jobs.queue import ANNOUNCED_AS, bury, claim, enqueue, extend, fail, finish, give_back, postpone
from creditshop.jobs.registry import Effect, JobRun, Kind, Registry, registry

log = structlog.get_logger(__name__)
_FIRST_RETRY = 10  # seconds; doubles with every try
_LONGEST_RETRY = 3600
_BEATS_PER_LEASE = 3
_GRACE = timedelta(seconds=15)  # less than what whoever stops a process waits before killing it


def backoff(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th try: doubling up to an hour, scattered so that failures spread out."""
    longest = min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** (attempt - 1))
    return timedelta(seconds=SystemRandom().uniform(longest / 2, longest))


async def _handle(run: JobRun, kind: Kind) -> Effect | None:
    if run.attempt > kind.attempts:
        raise GiveUp("The worker did not survive the last try.")
    async with asyncio.timeout(kind.limit.total_seconds()):
        return await kind.handler(run)


class Runner:
    """One worker: a task in the web process on SQLite, a process of its own on PostgreSQL.

    `lease` is how long a job stays with a worker that no longer answers; `poll` is how often, in seconds, the table is
    asked for jobs that another process enqueued. `grace` is how long jobs that have begun may go on when it is stopped.
    """

    def __init__(
        self,
        kinds: Registry = registry,
        *,
        concurrency: int = 8,
        poll: float = 1.0,
        lease: timedelta = timedelta(seconds=30),
        grace: timedelta = _GRACE,
    ) -> None:
        self._registry = kinds
        self._concurrency = concurrency
        self._poll = poll
        self._lease = lease
        self._grace = grace
        self._id = new_id("wrk")
        self._running: set[str] = set()
        self._planned: dict[str, str] = {}
        self._wake = asyncio.Event()

    def hear(self, owners: Iterable[str]) -> None:
        """A listener for `announcements.bind`: look for jobs at once when this process has enqueued one."""
        if ANNOUNCED_AS in owners:
            self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Do jobs until `stop` is set, then finish those that have begun. A database that is away is waited for.

        Those that take too long are broken off and given back, to be done by somebody else at once.
        """
        async with self._heartbeat(), asyncio.TaskGroup() as group:
            group.create_task(self._wake_at(stop))
            tasks: set[asyncio.Task[None]] = set()
            while not stop.is_set():
                self._wake.clear()
                for run in await self._next_or_none():
                    tasks.add(task := group.create_task(self._do(run)))
                    task.add_done_callback(tasks.discard)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._poll)
            await self._finish(tasks)

    async def _finish(self, tasks: set[asyncio.Task[None]]) -> None:
        late = (await asyncio.wait(tasks, timeout=self._grace.total_seconds()))[1] if tasks else set()
        if not late:
            return
        ids = tuple(self._running)
        for task in late:
            task.cancel()
        await asyncio.wait(late)
        try:
            await transact(give_back, ids, owner=self._id)
            log.warning("jobs are given back", jobs=ids)
        except Exception:
            log.exception("jobs are left to their leases", jobs=ids)

    async def drain(self) -> None:
        """Do everything that is due and return; jobs that failed wait for their next try."""
        async with self._heartbeat():
            while runs := await self._next():
                await asyncio.gather(*(self._do(run) for run in runs))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _next_or_none(self) -> tuple[JobRun, ...]:
        try:
            return await self._next()
        except Exception:
            log.exception("jobs cannot be claimed")
            return ()

    async def _next(self) -> tuple[JobRun, ...]:
        await self._plan()
        free = self._concurrency - len(self._running)
        if not free:
            return ()
        runs = await transact(claim, tuple(self._registry.kinds), owner=self._id, limit=free, lease=self._lease)
        self._running.update(run.id for run in runs)
        return runs

    async def _plan(self) -> None:
        now = utcnow()
        for entry in self._registry.entries.values():
            slot = entry.slot(now)
            key = f"schedule:{entry.name}:{slot.isoformat()}"
            if self._planned.get(entry.name) != key:
                await transact(enqueue, entry.kind, {}, key=key, run_at=slot)
                self._planned[entry.name] = key

    async def _do(self, run: JobRun) -> None:
        known = {"purchase_id": run.args["purchase_id"]} if "purchase_id" in run.args else {}
        with (
            structlog.contextvars.bound_contextvars(job_id=run.id, job_kind=run.kind, **known),
            tracing.span(f"job {run.kind}", **{"job.id": run.id, "job.kind": run.kind}),
        ):
            try:
                await self._try(run, self._registry.kinds[run.kind])
            except LeaseLost:
                log.warning("job was taken over")
            except Exception:
                log.exception("job is left to its lease")
            finally:
                self._running.discard(run.id)
                self._wake.set()

    async def _try(self, run: JobRun, kind: Kind) -> None:
        try:
            await transact(finish, run, await _handle(run, kind))
            metrics.JOBS.labels(run.kind, "done").inc()
        except Postpone as later:
            await transact(postpone, run, later.run_at)
            metrics.JOBS.labels(run.kind, "postponed").inc()
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a job raises is kept with the job
            await self._failed(run, kind, error)

    async def _failed(self, run: JobRun, kind: Kind, error: Exception) -> None:
        dead = isinstance(error, GiveUp) or run.attempt >= kind.attempts
        words = f"{type(error).__name__}: {error}".removesuffix(": ")
        log.error("job is dead" if dead else "job failed", attempt=run.attempt, error=words)
        if dead:
            await transact(bury, run, words, kind.gave_up)
        else:
            await transact(fail, run, words, retry_in=backoff(run.attempt))
        metrics.JOBS.labels(run.kind, "dead" if dead else "failed").inc()

    @asynccontextmanager
    async def _heartbeat(self) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beating.cancel()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / _BEATS_PER_LEASE)
            try:
                if self._running:
                    await transact(extend, tuple(self._running), owner=self._id, lease=self._lease)
            except Exception:
                log.exception("leases cannot be extended")
