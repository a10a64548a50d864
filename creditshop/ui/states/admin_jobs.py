"""Jobs for staff: what waits, runs and died, one in detail, one more chance for a dead one, and the schedule."""

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx
from babel.dates import format_timedelta

from creditshop import jobs as work
from creditshop import outgoing
from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.jobs import Entry, JobNotDead, JobNotFound, JobView, Stage
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states import acts
from creditshop.ui.states.detail import StaffDetail
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text

_TONES = {Stage.DONE: "good", Stage.DEAD: "bad", Stage.RUNNING: "warn"}


@dataclass(frozen=True)
class JobRow:
    """A job in a list. `next`: when a queued one runs, or until when it is its worker's."""

    id: str
    when: str
    kind: str
    key: str
    state: str
    tone: str
    attempts: int
    error: str
    next: str
    finished: str
    owner: str
    dead: bool


@dataclass(frozen=True)
class ScheduleRow:
    """A line of the schedule."""

    name: str
    every: str
    next: str


class AdminJobsState(StaffList, rx.State):
    """Jobs and the schedule; `state` is one of Stage, or empty for all."""

    rows: list[JobRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    schedule: list[ScheduleRow] = []  # noqa: RUF012
    state: str = Stage.DEAD
    said: str = ""

    @rx.event
    @staff()
    async def find(self, state: Any) -> None:
        """Show the jobs that are so far, from the first on."""
        self._filter(state)
        await self._go(older=False)

    @rx.event
    @staff()
    async def retry(self, job_id: Any) -> None:
        """Give a dead job all its tries again."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not is_id(job_id):
            return
        try:
            await transact(acts.retry_job, job_id, by=actor(self, user), now=utcnow())
        except (JobNotFound, JobNotDead):
            self.said = text(await locale_of(self), "admin.job_not_dead")
        else:
            self.said = text(await locale_of(self), "admin.job_retried")
        await self._show(user)

    def _begin(self) -> None:
        self._filter(self.router.url.query_parameters.get("state", Stage.DEAD))
        self.said = ""

    def _filter(self, state: Any) -> None:
        self._rewind()
        self.state = state if isinstance(state, str) and state in tuple(Stage) else ""

    async def _show(self, _user: SignedIn) -> None:
        stage = Stage(self.state) if self.state else None
        try:
            found = await read(work.jobs, limit=PAGE + 1, before=self._before(), stage=stage)
        except JobNotFound:  # the last one of the page before was forgotten
            self._rewind()
            found = await read(work.jobs, limit=PAGE + 1, stage=stage)
        locale = await locale_of(self)
        self.rows = [_row(job, locale) for job in found[:PAGE]]
        entries = (*work.registry.entries.values(), *outgoing.lane.entries.values())
        self.schedule = [_schedule_row(entry, locale) for entry in sorted(entries, key=lambda entry: entry.name)]
        self._arrived(found[PAGE - 1].id if len(found) > PAGE else None)


class AdminJobState(StaffDetail, rx.State):
    """One job with what it was told."""

    row: JobRow = JobRow("", "", "", "", "", "", 0, "", "", "", "", False)
    arguments: str = ""

    @rx.event
    @staff()
    async def retry(self) -> None:
        """Give the job all its tries again, if it is dead."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff:
            return
        try:
            await transact(acts.retry_job, self._wanted(), by=actor(self, user), now=utcnow())
        except (JobNotFound, JobNotDead):
            self.said = text(await locale_of(self), "admin.job_not_dead")
        else:
            self.said = text(await locale_of(self), "admin.job_retried")
        await self._show(user)
        self.answer += 1

    async def _show(self, _user: SignedIn) -> None:
        self.loaded = True
        try:
            found = await read(work.job, self._wanted())
        except JobNotFound:
            self.found = False
            return
        self.found, self.row = True, _row(found, await locale_of(self))
        self.arguments = json.dumps(found.args, indent=2, ensure_ascii=False)


def _row(job: JobView, locale: str) -> JobRow:
    return JobRow(
        id=job.id,
        when=fmt.day_and_time(job.created_at, locale),
        kind=job.kind,
        key=job.key,
        state=text(locale, f"job.stage.{job.stage}"),
        tone=_TONES.get(job.stage, "plain"),
        attempts=job.attempts,
        error=job.error or "",
        next=_next(job, locale),
        finished=fmt.day_and_time(job.finished_at, locale) if job.finished_at else "",
        owner=job.owner or "",
        dead=job.stage is Stage.DEAD,
    )


def _next(job: JobView, locale: str) -> str:
    if job.stage is Stage.RUNNING and job.lease_until:
        return text(locale, "admin.job.leased", when=fmt.day_and_time(job.lease_until, locale))
    if job.stage in (Stage.SCHEDULED, Stage.DUE):
        return text(locale, "admin.job.runs", when=fmt.day_and_time(job.run_at, locale))
    return ""


def _schedule_row(entry: Entry, locale: str) -> ScheduleRow:
    every = format_timedelta(entry.every, threshold=1, locale=locale)
    return ScheduleRow(entry.name, every, fmt.day_and_time(entry.next_slot(utcnow()), locale))
