"""The mailbox shows every mail, newest first, and only in the sandbox."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from creditshop.config import settings
from creditshop.notices import MailboxClosed, MailNotFound, Template, mail, mailbox, queue_mail
from tests.conftest import Database
from tests.notices.samples import NOW, facts


def ask(session: Session, number: int) -> None:
    at = NOW + timedelta(minutes=number // 2)
    given = facts(Template.VERIFY_EMAIL)
    queue_mail(session, "verify_email", to=f"{number}@example.com", key=f"{number}", context=given, now=at)


def test_pages_join_without_gap_or_overlap(db: Database) -> None:
    for number in range(7):
        db.transact(ask, number)
    seen = list(db.transact(mailbox, limit=3))
    while page := db.transact(mailbox, limit=3, before=seen[-1].id):
        seen += page
    assert {line.to for line in seen} == {f"{number}@example.com" for number in range(7)} and len(seen) == 7
    assert [line.created_at for line in seen] == sorted((line.created_at for line in seen), reverse=True)


def test_a_mail_can_be_read(db: Database) -> None:
    db.transact(ask, 1)
    (line,) = db.transact(mailbox, limit=1)
    read = db.transact(mail, line.id)
    assert read.subject == line.subject and "token=abc" in read.text and "token=abc" in read.html


def test_what_nobody_knows_is_not_found(db: Database) -> None:
    with pytest.raises(MailNotFound):
        db.transact(mail, "mai_missing")
    with pytest.raises(MailNotFound):
        db.transact(mailbox, limit=1, before="mai_missing")


def test_outside_the_sandbox_the_mailbox_is_closed(db: Database, clean_settings: pytest.MonkeyPatch) -> None:
    db.transact(ask, 1)
    (line,) = db.transact(mailbox, limit=1)
    clean_settings.setenv("STRIPE_SECRET_KEY", "sk_test_real")
    settings.cache_clear()
    with pytest.raises(MailboxClosed):
        db.transact(mailbox, limit=1)
    with pytest.raises(MailboxClosed):
        db.transact(mail, line.id)
