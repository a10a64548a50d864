"""Telling people: a mail to everybody who decides about money, and a message to each address of ALERT_URLS.

Each message is a job of its own: one that fails is tried again and keeps no other back. A job names its address by a
hash, because these addresses are secrets.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from creditshop.accounts import Contact, deciders
from creditshop.alerts.rules import RuleName
from creditshop.config import settings
from creditshop.jobs import Effect, GiveUp, JobRun, Registry, enqueue, registry
from creditshop.notices import Template, queue_mail

KIND = "alerts.tell"
_ATTEMPTS = 8


class NotTold(Exception):
    """A service did not take a message; the job tries again."""


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of an alert; `says` is its figures in words. A `test` is about nothing that happened."""

    alert_id: str
    rule: RuleName
    says: str
    is_over: bool = False
    test: bool = False

    @property
    def subject(self) -> str:
        """One line that says everything."""
        kind = "Test of an alert" if self.test else "Over" if self.is_over else "Alert"
        return f"{kind}: {self.says}"


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that sends one message to one address."""
    kinds.register(KIND, _send, _ATTEMPTS)


def channels() -> dict[str, str]:
    """The addresses of ALERT_URLS, by a name that gives nothing away."""
    return {hashlib.sha256(url.encode()).hexdigest()[:12]: url for url in settings().alert_channels}


def tell(session: Session, news: News, *, only: Contact | None = None, at: datetime) -> None:
    """Tell everybody (by mail, `only` this person), if and only if the transaction commits; once for each moment."""
    key = f"{news.alert_id}:{at:%Y%m%dT%H%M%S}"
    for name in channels():
        args = {"channel": name, "title": f"{settings().shop_name}: {news.subject}", "body": _address()}
        enqueue(session, KIND, args, key=f"{KIND}:{key}:{name}", run_at=at)
    template = Template.ALERT_OVER if news.is_over else Template.ALERT
    facts = {"says": news.subject if news.test else news.says, "url": _address()}
    for person in (only,) if only else deciders(session):
        mail_key = f"{template}:{key}:{person.user_id}"
        queue_mail(session, template, to=person.email, key=mail_key, context=facts, locale=person.locale, now=at)


async def _send(run: JobRun) -> Effect | None:
    """Hand one message over; one whose address is configured no more is dropped."""
    url = channels().get(run.args["channel"])
    if url is None:
        return None
    # Apprise brings some forty megabytes of services along: only for shops that tell somebody.
    from apprise import Apprise  # noqa: PLC0415

    service = Apprise()
    if not service.add(url):
        raise GiveUp("An address of ALERT_URLS is none that Apprise knows: see its list of services.")
    if not await service.async_notify(title=run.args["title"], body=run.args["body"]):
        raise NotTold("The service did not take the message.")
    return None


def _address() -> str:
    return f"{settings().public_url}/admin/alerts/"
