"""What ended a month ago is deleted; what still signs somebody in is kept."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from creditshop.accounts import sign_out
from creditshop.accounts.forgetting import KEPT, forget, register_jobs
from creditshop.accounts.links import LINK_LIVES
from creditshop.accounts.models import EmailLink, UserSession
from creditshop.accounts.sessions import LONGEST
from creditshop.jobs import JobRun, Registry
from tests.accounts.people import NOW, ask, open_for, signed_in
from tests.conftest import Database

SECOND = timedelta(seconds=1)


def kept(session: Session) -> tuple[int, int]:
    return len(session.exec(select(UserSession)).all()), len(session.exec(select(EmailLink)).all())


def after(db: Database, now: datetime) -> tuple[int, int]:
    db.transact(forget, now=now)
    return db.transact(kept)


def test_sessions_and_links_are_deleted_a_month_after_their_end(db: Database) -> None:
    first = signed_in(db)
    ended = db.transact(open_for, first.user_id)
    db.transact(sign_out, ended.token, now=NOW)
    ask(db)
    assert after(db, NOW + KEPT) == (2, 1)
    assert after(db, NOW + KEPT + SECOND) == (1, 1)
    assert after(db, NOW + KEPT + LINK_LIVES + SECOND) == (1, 0)
    assert after(db, NOW + KEPT + LONGEST) == (1, 0)
    assert after(db, NOW + KEPT + LONGEST + SECOND) == (0, 0)


async def test_a_scheduled_job_does_it(db: Database) -> None:
    signed_in(db)
    kinds = Registry()
    register_jobs(kinds)
    (entry,) = kinds.entries.values()
    run = JobRun("job_1", "key", entry.kind, {}, attempt=1, claim=1, now=NOW + KEPT + LONGEST + SECOND)
    effect = await kinds.kinds[entry.kind].handler(run)
    assert effect is not None
    db.transact(effect)
    assert db.transact(kept) == (0, 0)
