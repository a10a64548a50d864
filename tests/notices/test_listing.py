"""Staff see every mail, never what it says, search by address, and have a dead one sent after all."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update
from sqlmodel import Session

from creditshop.jobs import JobState, jobs
from creditshop.jobs.models import JOBS
from creditshop.notices import MailNotDead, MailNotFound, MailState, Template, mails, queue_mail, resend, sent_mail
from creditshop.notices.models import MAILS
from tests.conftest import Database
from tests.notices.samples import NOW, facts
from tests.plans import indexed_plan

PEOPLE = ("ada@example.com", "adam@example.com", "a_b@example.com", "bob@example.com")


def write(session: Session) -> None:
    """Three mails to each of four people, at three moments."""
    for number in range(12):
        queue_mail(
            session,
            Template.RESET_PASSWORD,
            to=PEOPLE[number % 4],
            key=f"k:{number}",
            context=facts(Template.RESET_PASSWORD),
            now=NOW + timedelta(minutes=number // 4),
        )


def kill(session: Session, key: str) -> str:
    """Let a mail and its job be given up; the mail's id."""
    dead = {"state": JobState.DEAD, "finished_at": NOW}
    session.connection().execute(update(JOBS).where(JOBS.c.key == f"mail:{key}").values(dead))
    given_up = update(MAILS).where(MAILS.c.key == key).values(state=MailState.DEAD, error="550 no such user")
    return str(session.connection().execute(given_up.returning(MAILS.c.id)).scalar_one())


def paged(db: Database, limit: int, **search: object) -> list[str]:
    found, before = [], None
    while True:
        page = db.transact(mails, before=before, limit=limit, **search)
        found += [f"{mail.created_at - NOW} {mail.recipient}" for mail in page.mails]
        before = page.next
        if before is None:
            return found


def test_pages_of_any_size_show_every_mail_once_the_newest_first(db: Database) -> None:
    db.transact(write)
    whole = paged(db, 100)
    assert len(set(whole)) == 12
    assert [line.split()[0] for line in whole] == sorted((line.split()[0] for line in whole), reverse=True)
    assert paged(db, 1) == paged(db, 5) == whole


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("ada@example.com", ["ada@example.com"] * 3),
        ("ada", ["adam@example.com"] * 3 + ["ada@example.com"] * 3),
        ("a_", ["a_b@example.com"] * 3),
        ("a%", []),
        ("zoe", []),
    ],
)
def test_it_is_searched_by_how_an_address_begins(db: Database, to: str, found: list[str]) -> None:
    db.transact(write)
    for limit in (2, 100):
        assert [line.split()[1] for line in paged(db, limit, to=to)] == found


def test_a_dead_mail_is_sent_after_all(db: Database) -> None:
    db.transact(write)
    mail_id = db.transact(kill, "k:7")
    (dead,) = db.transact(mails, state=MailState.DEAD).mails
    assert (dead.id, dead.error) == (mail_id, "550 no such user")
    db.transact(resend, mail_id, now=NOW)
    assert (db.transact(sent_mail, mail_id).state, db.transact(sent_mail, mail_id).error) == (MailState.QUEUED, None)
    assert {job.state for job in db.transact(jobs, limit=20)} == {JobState.QUEUED}
    with pytest.raises(MailNotDead):
        db.transact(resend, mail_id, now=NOW)
    with pytest.raises(MailNotFound):
        db.transact(resend, "mai_unknown", now=NOW)


def test_a_mail_is_listed_without_what_it_says(db: Database) -> None:
    db.transact(write)
    assert "token" not in str(db.transact(mails))


@pytest.mark.parametrize(
    ("search", "index"),
    [({}, "mail_newest"), ({"state": MailState.DEAD}, "mail_newest_in_state"), ({"to": "ada@"}, "mail_newest_to")],
)
def test_every_search_is_served_by_an_index_in_order(db: Database, search: dict[str, object], index: str) -> None:
    db.transact(write)
    before = db.transact(mails, **search, limit=1).next or db.transact(mails).mails[3].id
    found = db.transact(indexed_plan, partial(mails, **search, before=before))
    assert f"{index} " in found, found
    assert "Sort" not in found and "ORDER BY" not in found, found
