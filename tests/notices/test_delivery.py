"""A mail reaches the server once it can, is known when it comes twice, and failures are seen, without addresses."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update
from sqlmodel import Session, select
from structlog.testing import capture_logs

from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read, transact
from creditshop.jobs import JobView, Registry, Runner, enqueue, jobs, retry
from creditshop.notices import MailView, Template, mail, mailbox, queue_mail, register_jobs
from creditshop.notices.models import MAILS, Mail
from tests.conftest import Database
from tests.jobs.tables import LONG_AGO, make_due
from tests.notices.mailserver import MailServer, mail_server
from tests.notices.samples import NOW, facts


@pytest.fixture
async def server(db: Database, clean_settings: pytest.MonkeyPatch) -> AsyncIterator[MailServer]:
    """A mail server that the settings name."""
    async with mail_server() as listening:
        clean_settings.setenv("SMTP_URL", listening.url)
        settings.cache_clear()
        yield listening


def go_live(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("STRIPE_SECRET_KEY", "sk_live_1")
    settings.cache_clear()


async def send(to: str = "ada@example.com") -> None:
    letter = {"to": to, "key": "receipt:pur_abc", "context": facts(Template.RECEIPT), "locale": "de"}
    await transact(queue_mail, "receipt", now=LONG_AGO, **letter)  # type: ignore[arg-type]
    await work()


async def work() -> None:
    kinds = Registry()
    register_jobs(kinds)
    await Runner(kinds).drain()


async def only_mail() -> MailView:
    (line,) = await read(mailbox, limit=2)
    return await read(mail, line.id)


async def only_job() -> JobView:
    (job,) = await read(jobs, limit=2)
    return job


def stored(session: Session) -> dict[str, object]:
    return session.exec(select(Mail)).one().model_dump()


async def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    await send()
    (message,) = server.taken
    assert server.recipients == [["ada@example.com"]]
    assert (message["From"], message["To"]) == ("creditshop <shop@localhost>", "ada@example.com")
    assert message["Subject"] == "Ihr Beleg von creditshop: Maker"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and "Gesamtbetrag: 22,00\xa0$" in text.get_content()
    assert html is not None and "<h1" in html.get_content()
    assert ((await only_mail()).state, (await only_job()).state) == ("sent", "done")


async def test_a_mail_sent_twice_is_the_same_mail(server: MailServer) -> None:
    await send()
    await transact(_forget_that_it_was_sent)
    await transact(_again)
    await work()
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")


def _forget_that_it_was_sent(session: Session) -> None:
    session.connection().execute(update(MAILS).values(state="queued", sent_at=None))


def _again(session: Session) -> None:
    enqueue(session, "mail.send", {"mail_id": mailbox(session, limit=1)[0].id}, key="again", run_at=LONG_AGO)


async def test_a_sent_mail_is_not_sent_again(server: MailServer) -> None:
    await send()
    await transact(_again)
    await work()
    assert len(server.taken) == 1


@pytest.mark.parametrize("where", ["to_recipient", "to_message"])
async def test_not_now_means_later(server: MailServer, where: str) -> None:
    getattr(server, where).append("451 4.3.0 try again later")
    await send()
    job = await only_job()
    assert job.state == "queued" and job.run_at > utcnow()
    assert "451" in (job.error or "") or "try again later" in (job.error or "")
    await transact(make_due)
    await work()
    assert len(server.taken) == 1
    assert (await only_mail()).state == "sent"


@pytest.mark.parametrize("where", ["to_recipient", "to_message"])
async def test_never_means_dead_and_no_log_names_the_address(server: MailServer, where: str) -> None:
    getattr(server, where).append("550 5.1.1 <ada@example.com>: no such user")
    with capture_logs() as logs:
        await send()
    seen, job = await only_mail(), await only_job()
    assert (seen.state, job.state) == ("dead", "dead")
    assert "no such user" in (seen.error or "")
    assert "ada@example.com" not in f"{logs} {seen.error} {job.error}"


async def test_a_dead_mail_can_be_sent_after_all(server: MailServer) -> None:
    server.to_recipient.append("550 5.1.1 no such user")
    await send()
    await transact(retry, (await only_job()).id, now=NOW.replace(year=2020))
    await work()
    assert len(server.taken) == 1
    assert ((await only_mail()).state, (await only_mail()).error) == ("sent", None)


async def test_a_server_that_is_away_is_waited_for(db: Database, clean_settings: pytest.MonkeyPatch) -> None:
    async with mail_server() as gone:
        clean_settings.setenv("SMTP_URL", gone.url)
    settings.cache_clear()
    await send()
    assert ((await only_mail()).state, (await only_job()).state) == ("queued", "queued")
    assert "Gesamtbetrag" in (await only_mail()).text


async def test_it_signs_in_when_the_url_says_who(server: MailServer, clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("SMTP_URL", server.url.replace("//", "//shop%40example.com:p%3Ass@"))
    settings.cache_clear()
    await send()
    assert server.logins == [("shop@example.com", "p:ss")]
    assert len(server.taken) == 1


async def test_a_sandbox_without_a_server_has_its_mailbox(db: Database) -> None:
    await send()
    seen = await only_mail()
    assert seen.state == "mailbox"
    assert "Gesamtbetrag" in seen.html and "Gesamtbetrag" in seen.text


async def test_a_live_shop_without_a_server_says_what_is_missing(
    db: Database, clean_settings: pytest.MonkeyPatch
) -> None:
    go_live(clean_settings)
    await send()
    assert (await only_job()).error == "MailServerMissing: SMTP_URL is missing: mail waits until it is set."
    assert (await read(stored))["state"] == "queued"


async def test_a_live_shop_keeps_no_links_of_sent_mail(server: MailServer, clean_settings: pytest.MonkeyPatch) -> None:
    go_live(clean_settings)
    await send()
    kept = await read(stored)
    assert (kept["state"], kept["facts"], kept["html"], kept["text"]) == ("sent", {}, "", "")


async def test_a_sandbox_with_a_server_keeps_mail_as_it_was_sent(
    server: MailServer, clean_settings: pytest.MonkeyPatch
) -> None:
    await send()
    clean_settings.setenv("LEGAL_NAME", "A later owner")
    settings.cache_clear()
    seen, (message,) = await only_mail(), server.taken
    html = message.get_body(("html",))
    assert html is not None and seen.html.split() == html.get_content().split()
    assert seen.subject == message["Subject"] == "Ihr Beleg von creditshop: Maker"
