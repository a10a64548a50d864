"""What can be wrong with a mail: who it is for, where it points, who would carry it, who asks to read it."""


class AddressInvalid(Exception):
    """This is not one mail address. The message never repeats it: logs carry no whole addresses."""


class LinkForeign(Exception):
    """A mail of ours may only link to our own site, PUBLIC_URL."""


class MailServerMissing(Exception):
    """SMTP_URL is not set, and only the sandbox does without a mail server."""


class MailRefused(Exception):
    """The mail server refused to take a mail. `permanent` when it will refuse it again."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class MailNotFound(Exception):
    """No mail has this id."""


class MailboxClosed(Exception):
    """Mails can be read in the sandbox only: elsewhere they are private to whom they were sent."""


class MailNotDead(Exception):
    """Only a dead mail is sent again by hand; the others are on their way, or were sent."""
