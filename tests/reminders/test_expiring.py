"""People hear a week ahead that credits expire, once, in their language; nobody else hears anything."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from creditshop.accounts import create_customer
from creditshop.clock import utcnow
from creditshop.jobs import Registry, Runner
from creditshop.ledger import Lot, open_wallet, post
from creditshop.notices.models import MAILS
from creditshop.reminders import expiring, register_jobs, remind
from tests.conftest import Database
from tests.ledger.acts import grant, spend

DAY = timedelta(days=1)
NOW = utcnow()


def customer(session: Session, email: str | None, *lots: Lot, locale: str = "en") -> str:
    """Somebody with these credits; returns their wallet."""
    owner = create_customer(session, email=email, locale=locale, now=NOW)
    wallet = open_wallet(session, owner, now=NOW)
    if lots:
        post(session, [grant(wallet, *lots)], now=NOW)
    return wallet


def lot(amount: int, days: float | None) -> Lot:
    return Lot(amount, "promotion", expires_at=None if days is None else NOW + days * DAY)


def mails(session: Session) -> list[tuple[str, str, int, datetime]]:
    """Who was told of how many credits, in which language, and from when."""
    rows = session.connection().execute(select(MAILS).order_by(MAILS.c.created_at, MAILS.c.recipient))
    return [
        (row.recipient, row.locale, row.facts["credits"], datetime.fromisoformat(row.facts["expires_at"]))
        for row in rows
    ]


def test_what_expires_within_a_week_is_told_together(db: Database) -> None:
    db.transact(customer, "ada@example.com", lot(5, 2), lot(7, 6), lot(100, 8), lot(1000, None), locale="de")
    db.transact(customer, "bob@example.com", lot(100, 8))
    db.transact(remind, limit=100, now=NOW)
    assert db.transact(mails) == [("ada@example.com", "de", 12, NOW + 2 * DAY)]


def test_it_is_told_once_until_the_next_ones_turn(db: Database) -> None:
    db.transact(customer, "ada@example.com", lot(5, 2), lot(7, 6))
    for days in (0, 1, 1.9):
        db.transact(remind, limit=100, now=NOW + days * DAY)
    assert len(db.transact(mails)) == 1
    db.transact(remind, limit=100, now=NOW + 3 * DAY)
    assert [credits_ for _, _, credits_, _ in db.transact(mails)] == [12, 7]


def test_used_or_expired_credits_and_people_without_address_are_passed_over(db: Database) -> None:
    used = db.transact(customer, "ada@example.com", lot(5, 2))
    db.transact(post, [spend(used, 5)], now=NOW)
    db.transact(customer, "bob@example.com", lot(5, -1))
    db.transact(customer, None, lot(5, 2))
    db.transact(remind, limit=100, now=NOW)
    assert db.transact(mails) == []


async def test_the_job_goes_on_until_everybody_was_told(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        db.transact(customer, f"person{number}@example.com", lot(5, 2))
    monkeypatch.setattr(expiring, "_AT_ONCE", 2)
    kinds = Registry()
    register_jobs(kinds)
    assert expiring.KIND in kinds.entries
    await Runner(kinds).drain()
    assert len(db.transact(mails)) == 5
