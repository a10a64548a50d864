"""Another address: confirmed in the new mailbox, told to the old one, and for some days to be undone from there."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from creditshop.accounts import (
    OpenedSession,
    Role,
    Wish,
    ask_for_change,
    ask_for_link,
    confirm_change,
    create_user,
    object_to_change,
    revoke_all,
    sign_out,
)
from creditshop.accounts.email_change import LINK_LIVES
from creditshop.accounts.errors import InvalidEmail, LinkInvalid, SameEmail
from creditshop.accounts.links import redeem
from creditshop.accounts.models import EmailChange, User
from creditshop.audit import entries
from creditshop.database import transact
from tests.accounts.moving import LATER, NEW, NEXT, address, known, opened, who, wish
from tests.accounts.people import ANNA, DEVICE, NOW, ask, mails, new_user, open_for, signed_in
from tests.conftest import Database

__all__ = ["opened"]


def test_the_address_changes_once_the_new_mailbox_says_so(db: Database, opened: OpenedSession) -> None:
    token, _ = wish(db, opened)
    assert address(db, opened.user_id) == ANNA
    db.transact(confirm_change, token, DEVICE, now=LATER)
    user = known(db, opened)
    assert (user.email, user.verified) == (NEW, True)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=LATER)


def test_every_session_ends_but_the_one_that_asked(db: Database, opened: OpenedSession) -> None:
    """OWASP ASVS 5.0, 7.4.3."""
    other = db.transact(open_for, opened.user_id)
    token, _ = wish(db, opened)
    db.transact(confirm_change, token, DEVICE, now=LATER)
    assert who(db, other) is None
    assert who(db, opened) is not None


@pytest.mark.parametrize("late", [LINK_LIVES, timedelta(days=1)])
def test_the_link_is_soon_over(db: Database, opened: OpenedSession, late: timedelta) -> None:
    """OWASP ASVS 5.0, 6.5.5."""
    token, _ = wish(db, opened)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=NOW + late)
    assert address(db, opened.user_id) == ANNA


def test_of_two_wishes_the_later_counts(db: Database, opened: OpenedSession) -> None:
    first, _ = wish(db, opened)
    second, _ = wish(db, opened, NEXT)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, first, DEVICE, now=LATER)
    db.transact(confirm_change, second, DEVICE, now=LATER)
    assert address(db, opened.user_id) == NEXT


def test_signing_out_everywhere_ends_the_wish(db: Database, opened: OpenedSession) -> None:
    """Whoever finds a stranger in their account stops what the stranger began."""
    token, _ = wish(db, opened)
    db.transact(revoke_all, opened.user_id, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=LATER)


def test_an_address_that_has_an_account_causes_the_same_work_and_stays_where_it_is(
    db: Database, opened: OpenedSession
) -> None:
    """OWASP ASVS 5.0, 6.3.8."""
    other = db.transact(new_user, "bob@example.com")
    token, _ = wish(db, opened, "Bob@Example.com")
    assert not token
    assert ("email_in_use", "bob@example.com") in {(name, to) for name, to, _ in db.transact(mails)}
    assert (address(db, opened.user_id), address(db, other)) == (ANNA, "bob@example.com")


@pytest.mark.parametrize(("email", "error"), [(ANNA.upper(), SameEmail), ("anna", InvalidEmail)])
def test_what_is_no_other_address_is_refused(
    db: Database, opened: OpenedSession, email: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        db.transact(ask_for_change, known(db, opened), email, now=NOW)
    assert not db.transact(mails)


def test_who_signs_up_with_the_address_in_between_has_it(db: Database, opened: OpenedSession) -> None:
    token, _ = wish(db, opened)
    db.transact(new_user, NEW)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=LATER)
    assert address(db, opened.user_id) == ANNA


async def test_of_many_who_want_one_address_at_once_one_gets_it(db: Database) -> None:
    people = [signed_in(db, f"person{n}@example.com") for n in range(5)]
    tokens = [wish(db, one)[0] for one in people]

    async def confirm(token: str) -> bool:
        try:
            await transact(confirm_change, token, DEVICE, now=LATER)
        except LinkInvalid:
            return False
        return True

    async def sign_up() -> None:
        try:
            await transact(create_user, NEW, "chosen", now=LATER)
        except Exception as error:  # noqa: BLE001 - which one it is depends on who was first
            assert type(error).__name__ == "EmailTaken"

    won = await asyncio.gather(*map(confirm, tokens * 2), sign_up())
    holders = db.transact(lambda session: session.exec(select(User.id).where(User.email == NEW)).all())
    assert len(holders) == 1
    assert won.count(True) == (1 if holders[0] in {one.user_id for one in people} else 0)


def test_a_link_to_a_new_password_goes_with_the_address(db: Database, opened: OpenedSession) -> None:
    """Whoever has but the old mailbox enters this account no more."""
    reset = ask(db, ANNA, Wish.RESET)["token"]
    token, _ = wish(db, opened)
    db.transact(confirm_change, token, DEVICE, now=LATER)
    assert db.transact(redeem, reset, "chosen", DEVICE, now=LATER).user_id != opened.user_id


def test_nothing_in_the_database_confirms_or_objects(db: Database, opened: OpenedSession) -> None:
    tokens = wish(db, opened)
    (row,) = db.transact(lambda session: [one.model_dump() for one in session.exec(select(EmailChange))])
    assert not any(token in str(row) for token in tokens)


@pytest.mark.parametrize("token", ["", "invented"])
def test_an_invented_token_is_refused(db: Database, token: str) -> None:
    for act in (confirm_change, object_to_change):
        with pytest.raises(LinkInvalid):
            db.transact(act, token, DEVICE, now=NOW)


def test_what_staff_do_about_theirs_is_in_the_log(db: Database) -> None:
    opened = signed_in(db, role=Role.SUPPORT)
    token, objection = wish(db, opened)
    db.transact(confirm_change, token, DEVICE, now=NOW)
    db.transact(object_to_change, objection, DEVICE, now=NOW)
    actions = {entry.action for entry in db.transact(entries).entries}
    assert {"staff.email", "staff.email_objection"} <= actions


def test_signing_out_where_one_asked_ends_the_wish_too(db: Database, opened: OpenedSession) -> None:
    token, _ = wish(db, opened)
    db.transact(sign_out, opened.token, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(confirm_change, token, DEVICE, now=NOW)
    db.transact(ask_for_link, ANNA, Wish.RESET, now=NOW)
    assert address(db, opened.user_id) == ANNA
