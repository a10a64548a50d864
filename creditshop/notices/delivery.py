"""The job that sends a mail: to the mail server, or, in a sandbox without one, into the mailbox."""

from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlmodel import Session

from creditshop import metrics
from creditshop.config import Mode, settings
from creditshop.database import read
from creditshop.jobs import Effect, GiveUp, JobRun
from creditshop.notices.errors import MailNotFound, MailRefused, MailServerMissing
from creditshop.notices.letters import Template, render, unpack
from creditshop.notices.models import MAILS, MailState
from creditshop.notices.smtp import Outgoing, compose, hand_over, server

ATTEMPTS = 14  # with the backoff of jobs: about five to seven hours of a mail server being away


async def send_mail(run: JobRun) -> Effect | None:
    """Send the mail that the job names. Raises MailServerMissing, MailRefused; GiveUp when no retry can help."""
    mail = await read(_outgoing, run.args["mail_id"])
    if mail is None:
        return None
    state = await _deliver(mail)
    return partial(_delivered, run, mail, state)


def give_up(session: Session, run: JobRun, error: str) -> None:
    """Mark the mail of a dead job."""
    metrics.count(session, metrics.MAILS.labels(str(MailState.DEAD)))
    values = {"state": MailState.DEAD, "error": error}
    session.connection().execute(update(MAILS).where(MAILS.c.id == run.args["mail_id"]).values(values))


def _outgoing(session: Session, mail_id: str) -> Outgoing | None:
    row = session.connection().execute(select(MAILS).where(MAILS.c.id == mail_id)).one_or_none()
    if row is None:
        raise MailNotFound(mail_id)
    if row.sent_at is not None or not row.recipient:  # sent, or forgotten
        return None
    letter = render(Template(row.template), unpack(row.facts), row.locale)
    return Outgoing(row.key, row.recipient, letter.subject, letter.html, letter.text, row.created_at)


async def _deliver(mail: Outgoing) -> MailState:
    here = settings()
    url = here.smtp_url.get_secret_value()
    if not url:
        if here.mode is Mode.SANDBOX:
            return MailState.MAILBOX
        raise MailServerMissing("SMTP_URL is missing: mail waits until it is set.")
    message = compose(mail, sender=here.mail_from, host=urlsplit(here.public_url).hostname or "localhost")
    try:
        await hand_over(message, server(url))
    except MailRefused as refusal:
        if refusal.permanent:
            raise GiveUp(str(refusal)) from None
        raise
    return MailState.SENT


def _delivered(run: JobRun, mail: Outgoing, state: MailState, session: Session) -> None:
    metrics.count(session, metrics.MAILS.labels(str(state)))
    readable = settings().mode is Mode.SANDBOX
    values = {"state": state, "sent_at": run.now, "error": None, "subject": mail.subject}
    kept: dict[str, object] = {"html": mail.html, "text": mail.text} if readable else {"facts": {}}
    session.connection().execute(update(MAILS).where(MAILS.c.id == run.args["mail_id"]).values(values | kept))
