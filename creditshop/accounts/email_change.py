"""Another address for an account: confirmed in the new mailbox, and for some days to be undone from the old one.

The old address hears of the wish at once. Its link is good for OBJECTION, whatever has become of the wish until then:
whoever takes an account over and moves it away has not got it for good.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from creditshop.accounts.emails import normalise
from creditshop.accounts.errors import LinkInvalid, SameEmail
from creditshop.accounts.factors import forget_factor
from creditshop.accounts.links import Wish, ask_for_link
from creditshop.accounts.models import EmailChange, KnownBrowser, SecondFactor, User, UserSession
from creditshop.accounts.sessions import note_staff, revoke_all, revoke_others
from creditshop.accounts.tokens import fingerprint, new_token
from creditshop.accounts.users import disable_user, find_user, locked
from creditshop.accounts.values import Device, SignedIn
from creditshop.apikeys import revoke_keys_of
from creditshop.config import settings
from creditshop.database import announce, new_id
from creditshop.notices import queue_mail
from creditshop.notices.letters import Fact, Template

LINK_LIVES = timedelta(hours=2)
OBJECTION = timedelta(days=7)


def ask_for_change(session: Session, user: SignedIn, email: str, *, now: datetime) -> None:
    """Mail a link to the new address and tell the old one; an earlier wish's link ends.

    An address that has an account causes the same rows, answer and mails; only that to it is another. The caller has
    made sure that it is really them. Raises InvalidEmail, SameEmail.
    """
    address, account = normalise(email), locked(session, user.user_id)
    if account.email is None or address == account.email:
        raise SameEmail
    _end_wishes(session, account.id, now)
    token, objection, change_id = new_token(), new_token(), new_id("emc")
    session.add(
        EmailChange(
            id=change_id,
            user_id=account.id,
            session_id=user.session_id,
            old_email=account.email,
            new_email=address,
            token_hash=fingerprint(token),
            objection_hash=fingerprint(objection),
            created_at=now,
            expires_at=now + LINK_LIVES,
        )
    )
    taken = find_user(session, address) is not None
    asking = Template.EMAIL_IN_USE if taken else Template.EMAIL_CONFIRM
    telling: dict[str, Fact] = {"url": _url("objection", objection), "email": address}
    for template, to, context in (
        (asking, address, {"url": _url("email", token)}),
        (Template.EMAIL_CHANGING, account.email, telling),
    ):
        queue_mail(
            session, template, to=to, key=f"{template}:{change_id}", context=context, locale=account.locale, now=now
        )


def confirm_change(session: Session, token: str, device: Device, *, now: datetime) -> None:
    """Use the link up: the account has the new address, and every session ends but the one that asked.

    Raises LinkInvalid; also when that session has ended since (signing out everywhere, a new password), and when
    somebody else has come to have the address.
    """
    asked_in = select(UserSession.id).where(col(UserSession.revoked_at).is_(None))
    open_ = (col(EmailChange.confirmed_at).is_(None), col(EmailChange.expires_at) > now)
    change = _find(
        session, col(EmailChange.token_hash) == fingerprint(token), *open_, col(EmailChange.session_id).in_(asked_in)
    )
    account = locked(session, change.user_id)
    mine = update(EmailChange).where(col(EmailChange.id) == change.id, *open_, col(EmailChange.objected_at).is_(None))
    won = session.execute(mine.values(confirmed_at=now).returning(col(EmailChange.id))).first()
    if won is None or account.disabled_at is not None or account.email != change.old_email:
        raise LinkInvalid
    if not _move(session, account, change.new_email):
        raise LinkInvalid
    account.email_verified_at = now
    note_staff(session, account, "staff.email", device, now=now)
    revoke_others(session, account.id, change.session_id, now=now)
    announce(session, account.id)


def object_to_change(session: Session, token: str, device: Device, *, now: datetime) -> None:
    """It was not them: the old address comes back, and nothing of whoever it was stays.

    Sessions, API keys and the password end; browsers and a young second factor are forgotten. The old address gets a
    link to a new password. If another account has it by now, this one is shut out instead. Raises LinkInvalid.
    """
    change = _find(
        session,
        col(EmailChange.objection_hash) == fingerprint(token),
        col(EmailChange.created_at) > now - OBJECTION,
    )
    account = locked(session, change.user_id)
    # An objection outweighs all later wishes: what was moved on from the new address comes back as well.
    later = (col(EmailChange.user_id) == account.id) & (col(EmailChange.created_at) >= change.created_at)
    ended = update(EmailChange).where(later, col(EmailChange.objected_at).is_(None)).values(objected_at=now)
    if change.id not in set(session.execute(ended.returning(col(EmailChange.id))).scalars()):
        raise LinkInvalid
    account.password_hash = None
    note_staff(session, account, "staff.email_objection", device, now=now)
    revoke_all(session, account.id, now=now)
    revoke_keys_of(session, account.id, now=now)
    _forget_theirs(session, account.id, change.created_at)
    if not _move(session, account, change.old_email):
        disable_user(session, account.id, now=now)
        return
    ask_for_link(session, change.old_email, Wish.RESET, locale=account.locale, now=now)


def _find(session: Session, *which: ColumnElement[bool]) -> EmailChange:
    found = session.exec(select(EmailChange).where(*which, col(EmailChange.objected_at).is_(None))).first()
    if found is None:
        raise LinkInvalid
    return found


def _end_wishes(session: Session, user_id: str, now: datetime) -> None:
    mine = (col(EmailChange.user_id) == user_id) & (col(EmailChange.expires_at) > now)
    session.execute(update(EmailChange).where(mine).values(expires_at=now))


def _move(session: Session, account: User, email: str) -> bool:
    """Whether the account has this address now; the constraint decides."""
    try:
        with session.begin_nested():
            session.execute(update(User).where(col(User.id) == account.id).values(email=email))
    except IntegrityError:
        return False
    session.refresh(account, ["email"])
    return True


def _forget_theirs(session: Session, user_id: str, asked_at: datetime) -> None:
    """A second factor from shortly before the wish may be theirs: they needed one to ask. An older one is the owner's,
    and keeps out whoever has but the old mailbox.
    """
    since = asked_at - OBJECTION
    factor = select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.created_at > since)
    if session.exec(factor).first() is not None:
        forget_factor(session, user_id)
    session.execute(delete(KnownBrowser).where(col(KnownBrowser.user_id) == user_id))


def _url(page: str, token: str) -> str:
    return f"{settings().public_url}/{page}/?{urlencode({'token': token})}"
