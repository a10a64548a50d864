"""Mail to people: queued in the transaction that causes it, sent by jobs, readable in the sandbox's mailbox."""

from creditshop.jobs import Registry, registry
from creditshop.notices.delivery import ATTEMPTS, give_up, send_mail
from creditshop.notices.errors import AddressInvalid, LinkForeign, MailboxClosed, MailNotDead, MailNotFound
from creditshop.notices.forgetting import forget_mail, forget_mails
from creditshop.notices.letters import Template
from creditshop.notices.listing import MailPage, SentMail, mails, mails_to, resend, sent_mail, unsent
from creditshop.notices.mailbox import MailLine, MailView, mail, mailbox
from creditshop.notices.models import MailState
from creditshop.notices.outbox import SEND, check_address, queue_mail

__all__ = [
    "AddressInvalid",
    "LinkForeign",
    "MailLine",
    "MailNotDead",
    "MailNotFound",
    "MailPage",
    "MailState",
    "MailView",
    "MailboxClosed",
    "SentMail",
    "Template",
    "check_address",
    "forget_mail",
    "forget_mails",
    "mail",
    "mailbox",
    "mails",
    "mails_to",
    "queue_mail",
    "register_jobs",
    "resend",
    "sent_mail",
    "unsent",
]


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that sends mail."""
    kinds.register(SEND, send_mail, ATTEMPTS, gave_up=give_up)
