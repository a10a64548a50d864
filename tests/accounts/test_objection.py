"""The old mailbox objects: whoever took the account over is out, and its owner gets it back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from creditshop.accounts import (
    Device,
    OpenedSession,
    begin_factor,
    confirm_change,
    confirm_factor,
    object_to_change,
)
from creditshop.accounts.email_change import OBJECTION
from creditshop.accounts.errors import LinkInvalid
from creditshop.accounts.links import redeem
from creditshop.accounts.models import KnownBrowser, User
from creditshop.accounts.sessions import has_factor, open_session
from creditshop.apikeys import CUSTOMER_SCOPES, create_key, keys
from tests.accounts.moving import LATER, NEW, NEXT, address, known, opened, who, wish
from tests.accounts.people import ANNA, DEVICE, NOW, link_in, mails, new_user
from tests.accounts.test_factors import shown
from tests.conftest import Database

__all__ = ["opened"]


def thief(session: Session, user_id: str) -> OpenedSession:
    """Somebody who has the password, in a browser of their own."""
    return open_session(session, session.get_one(User, user_id), Device("198.51.100.66", browser="theirs"), now=NOW)


@pytest.fixture
def stolen(db: Database, opened: OpenedSession) -> Iterator[tuple[OpenedSession, str]]:
    """A thief has moved the account to their address, with all that they can set up; and the old mailbox's token."""
    theirs = db.transact(thief, opened.user_id)
    token, objection = wish(db, theirs)
    db.transact(confirm_change, token, DEVICE, now=NOW)
    user = known(db, theirs)
    secret = db.transact(begin_factor, user, now=LATER)
    db.transact(confirm_factor, user, shown(secret, LATER), now=LATER)
    wishes = {"name": "theirs", "scopes": CUSTOMER_SCOPES, "created_by": user.user_id}
    db.transact(create_key, owner_id=user.user_id, now=NOW, **wishes)
    yield theirs, objection


def test_the_old_mailbox_takes_a_stolen_account_back(db: Database, stolen: tuple[OpenedSession, str]) -> None:
    theirs, objection = stolen
    db.transact(object_to_change, objection, DEVICE, now=NOW + OBJECTION - timedelta(seconds=1))
    assert address(db, theirs.user_id) == ANNA
    assert who(db, theirs) is None
    assert not db.transact(has_factor, theirs.user_id)
    assert not [key for key in db.transact(keys, theirs.user_id) if key.revoked_at is None]
    assert db.transact(lambda session: session.get_one(User, theirs.user_id).password_hash) is None
    assert not db.transact(lambda session: session.exec(select(KnownBrowser)).all())
    text = next(text for name, to, text in reversed(db.transact(mails)) if (name, to) == ("reset_password", ANNA))
    again = db.transact(redeem, link_in(text)[1]["token"], "chosen", DEVICE, now=NOW + OBJECTION)
    assert again.user_id == theirs.user_id
    assert not again.pending


def test_an_objection_is_over_after_some_days_and_counts_once(db: Database, stolen: tuple[OpenedSession, str]) -> None:
    _, objection = stolen
    with pytest.raises(LinkInvalid):
        db.transact(object_to_change, objection, DEVICE, now=NOW + OBJECTION)
    db.transact(object_to_change, objection, DEVICE, now=LATER)
    with pytest.raises(LinkInvalid):
        db.transact(object_to_change, objection, DEVICE, now=LATER)


def test_moving_on_to_a_third_address_helps_no_thief(db: Database, stolen: tuple[OpenedSession, str]) -> None:
    """Their own objection brings back only what they had, and the first address outweighs it."""
    theirs, objection = stolen
    token, theirs_too = wish(db, theirs, NEXT, LATER)
    db.transact(confirm_change, token, DEVICE, now=LATER)
    db.transact(object_to_change, theirs_too, DEVICE, now=LATER)
    assert address(db, theirs.user_id) == NEW
    db.transact(object_to_change, objection, DEVICE, now=LATER)
    assert address(db, theirs.user_id) == ANNA
    with pytest.raises(LinkInvalid):
        db.transact(object_to_change, theirs_too, DEVICE, now=LATER)


def test_an_objection_stops_a_wish_that_is_not_confirmed(db: Database, opened: OpenedSession) -> None:
    token, objection = wish(db, opened)
    db.transact(object_to_change, objection, DEVICE, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=NOW)
    assert (address(db, opened.user_id), who(db, opened)) == (ANNA, None)


@pytest.mark.parametrize(("days", "stays"), [(8, True), (6, False)])
def test_a_second_factor_stays_when_it_is_too_old_to_be_a_thief_s(
    db: Database, opened: OpenedSession, days: int, stays: bool
) -> None:
    before = NOW - timedelta(days=days)
    secret = db.transact(begin_factor, known(db, opened), now=before)
    db.transact(confirm_factor, known(db, opened), shown(secret, before), now=before)
    _, objection = wish(db, opened)
    db.transact(object_to_change, objection, DEVICE, now=NOW)
    assert db.transact(has_factor, opened.user_id) is stays


def test_where_the_old_address_has_another_account_by_now_this_one_is_shut(
    db: Database, stolen: tuple[OpenedSession, str]
) -> None:
    theirs, objection = stolen
    db.transact(new_user, ANNA)
    db.transact(object_to_change, objection, DEVICE, now=LATER)
    assert db.transact(lambda session: session.get_one(User, theirs.user_id).disabled_at) == LATER
    assert who(db, theirs) is None
