"""Telling people by mail what happened to their account, in the transaction in which it happens."""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts.agents import browser_and_system
from creditshop.accounts.models import User
from creditshop.accounts.values import Device
from creditshop.database import new_id
from creditshop.notices import queue_mail
from creditshop.notices.letters import Fact, Template


def tell(session: Session, user: User, template: Template, device: Device, *, now: datetime, **more: Fact) -> None:
    """Write to the account's address what has just been done, and with which browser; not to whoever has no address."""
    if not user.email:
        return
    browser, system = browser_and_system(device.user_agent)
    about: dict[str, Fact] = {"exactly_at": now, "browser": browser, "system": system, "ip": device.ip}
    key = f"{template}:{new_id('act')}"  # what causes it happens once, whatever it was
    queue_mail(session, template, to=user.email, key=key, context=about | more, locale=user.locale, now=now)
