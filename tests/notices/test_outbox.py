"""A mail is asked for by a transaction, once a key, to exactly one address."""

import pytest
from sqlmodel import Session

from creditshop.jobs import jobs
from creditshop.notices import AddressInvalid, LinkForeign, Template, mailbox, queue_mail
from creditshop.notices.outbox import check_address
from tests.conftest import Database
from tests.notices.samples import NOW, facts


def ask(session: Session, key: str = "receipt:pur_abc", to: str = "ada@example.com") -> None:
    queue_mail(session, "receipt", to=to, key=key, context=facts(Template.RECEIPT), locale="de", now=NOW)


def ask_and_fail(session: Session) -> None:
    ask(session)
    raise LookupError


def test_the_mail_and_its_job_come_with_the_commit(db: Database) -> None:
    db.transact(ask)
    (mail,) = db.transact(mailbox, limit=10)
    (job,) = db.transact(jobs, limit=10)
    assert (mail.to, mail.state, mail.created_at) == ("ada@example.com", "queued", NOW)
    assert (job.kind, job.key, job.args, job.run_at) == ("mail.send", "mail:receipt:pur_abc", {"mail_id": mail.id}, NOW)


def test_a_rollback_takes_both_along(db: Database) -> None:
    with pytest.raises(LookupError):
        db.transact(ask_and_fail)
    assert db.transact(mailbox, limit=10) == db.transact(jobs, limit=10) == ()


def test_a_key_sends_once(db: Database) -> None:
    db.transact(ask)
    db.transact(ask)
    assert len(db.transact(mailbox, limit=10)) == len(db.transact(jobs, limit=10)) == 1


@pytest.mark.parametrize(
    ("template", "told", "error"),
    [
        ("reciept", {}, ValueError),
        ("reset_password", {}, KeyError),
        ("reset_password", {"url": "https://evil.example/"}, LinkForeign),
    ],
)
def test_what_could_not_be_written_is_refused_when_asked(
    db: Database, template: str, told: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        db.transact(queue_mail, template, to="ada@example.com", key="1", context=told, now=NOW)
    assert db.transact(mailbox, limit=1) == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\n",
        "ada@example.com, eve@example.com",
        "ada@example.com;eve@example.com",
        "Ada <ada@example.com>",
        "<ada@example.com>",
        " ada@example.com",
        "ada@example.com (Ada)",
        "ada\0@example.com",
    ],
)
def test_what_is_not_one_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(AddressInvalid) as refusal:
        check_address(address)
    assert not str(refusal.value)


@pytest.mark.parametrize("address", ["ada@example.com", "ada+shop@mail.example.co.uk", "o'brien@example.com"])
def test_ordinary_addresses_pass(address: str) -> None:
    check_address(address)
