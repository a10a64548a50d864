"""The table of jobs: work that a transaction asked for and a worker does after its commit."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check


class JobState(StrEnum):
    """Queued (waiting, or running while leased), done, or dead: given up until somebody retries it."""

    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"


class Job(SQLModel, table=True):
    """One piece of work. `attempts` counts claims and never falls, so that it tells two claims of a job apart;
    tries that were postponed or pardoned are counted in `forgiven`.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key", name="job_key_once"),
        CheckConstraint(enum_check("state", JobState), name="job_state_known"),
        CheckConstraint("forgiven BETWEEN 0 AND attempts", name="job_forgives_what_was_tried"),
        CheckConstraint("lease_until IS NULL OR state = 'queued'", name="job_leased_while_queued"),
        CheckConstraint("(finished_at IS NULL) = (state = 'queued')", name="job_finished_when_done_or_dead"),
        Index(
            "job_due",
            "run_at",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index("job_newest", "created_at", "id"),
        Index(  # not of the queued, or SQLite would look for those that are due in it
            "job_newest_in_state",
            "state",
            "created_at",
            "id",
            sqlite_where=text("finished_at IS NOT NULL"),
            postgresql_where=text("finished_at IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    key: str
    kind: str
    args: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: str = JobState.QUEUED
    run_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    forgiven: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owner: str | None = None
    error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


JOBS: Table = SQLModel.metadata.tables["job"]
