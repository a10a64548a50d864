"""Joining the team: what an invitation does when its link is used."""

from datetime import datetime

from sqlmodel import Session

from creditshop.accounts.models import EmailLink, Invitation, User
from creditshop.accounts.values import Device, Role
from creditshop.audit import Actor, record
from creditshop.database import announce

TOPIC = "team"  # of announcements


def join(session: Session, user: User, link: EmailLink, device: Device, *, now: datetime) -> None:
    """Give the account the role that the link offers, if whoever offers it may still do so.

    Nobody loses a role by it: who is staff by now stays what they are.
    """
    invitation = session.get(Invitation, link.id)
    if invitation is None or Role(user.role).is_staff or not _is_owner(session, invitation.invited_by):
        return
    user.role = Role(invitation.role)
    by = Actor(user.id, user.email or "", user.role, device.ip)
    record(session, by, "team.join", user.id, after={"role": user.role, "by": invitation.invited_by}, now=now)
    announce(session, TOPIC)


def _is_owner(session: Session, user_id: str) -> bool:
    inviter = session.get(User, user_id)
    return inviter is not None and inviter.disabled_at is None and inviter.role == Role.OWNER
