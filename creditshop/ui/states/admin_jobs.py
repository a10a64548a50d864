"""Jobs for staff: what died and why, and one more chance."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.jobs import JobNotDead, JobNotFound, JobState, JobView, jobs, retry
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.session import signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text

_TONES = {JobState.DONE: "good", JobState.DEAD: "bad"}


@dataclass(frozen=True)
class JobRow:
    """A job in a list."""

    id: str
    when: str
    kind: str
    key: str
    state: str
    tone: str
    attempts: int
    error: str
    dead: bool


class AdminJobsState(StaffList, rx.State):
    """The newest jobs; `state` is one of JobState, or empty for all."""

    rows: list[JobRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    state: str = JobState.DEAD
    said: str = ""

    @rx.event
    @staff()
    async def find(self, state: Any) -> None:
        """Show the jobs in this state, from the newest on."""
        self._rewind()
        self.state = state if isinstance(state, str) and state in tuple(JobState) else ""
        await self._go(older=False)

    @rx.event
    @staff()
    async def retry(self, job_id: Any) -> None:
        """Give a dead job all its tries again."""
        user = await signed_in_user(self)
        if user is None or not user.role.is_staff or not is_id(job_id):
            return
        try:
            await transact(retry, job_id, now=utcnow())
        except (JobNotFound, JobNotDead):
            self.said = text(await locale_of(self), "admin.job_not_dead")
        else:
            self.said = text(await locale_of(self), "admin.job_retried")
        await self._show(user)

    def _begin(self) -> None:
        self.said = ""

    async def _show(self, _user: SignedIn) -> None:
        state = JobState(self.state) if self.state else None
        found = await read(jobs, limit=PAGE + 1, before=self._before(), state=state)
        locale = await locale_of(self)
        self.rows = [_row(job, locale) for job in found[:PAGE]]
        self._arrived(found[PAGE - 1].id if len(found) > PAGE else None)


def _row(job: JobView, locale: str) -> JobRow:
    return JobRow(
        id=job.id,
        when=fmt.day_and_time(job.created_at, locale),
        kind=job.kind,
        key=job.key,
        state=text(locale, f"job.state.{job.state}"),
        tone=_TONES.get(job.state, "plain"),
        attempts=job.attempts,
        error=job.error or "",
        dead=job.state is JobState.DEAD,
    )
