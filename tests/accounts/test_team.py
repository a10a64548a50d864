"""The team: who joins by which invitation, and that there is always an owner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from creditshop.accounts import (
    Role,
    account,
    begin_factor,
    change_role,
    confirm_factor,
    disable_user,
    give_role,
    invite,
    offers,
    reset_lost_factor,
    session_user,
    team,
    user_by_email,
    withdraw,
)
from creditshop.accounts.errors import InvalidEmail, LastOwner, LinkInvalid, NoSuchUser, OnTheTeam
from creditshop.accounts.forgetting import forget
from creditshop.accounts.links import redeem
from creditshop.accounts.team import INVITED
from creditshop.audit import Actor, entries
from tests.accounts.people import ANNA, DEVICE, NOW, ask, link_in, mails, new_user, open_for
from tests.accounts.test_factors import shown, user_of
from tests.conftest import Database

OLGA = "olga@example.com"


@pytest.fixture
def olga(db: Database) -> Actor:
    """An owner."""
    return Actor(db.transact(new_user, OLGA, Role.OWNER), OLGA, Role.OWNER, "192.0.2.1")


def invited(db: Database, by: Actor, email: str = ANNA, role: Role = Role.FINANCE) -> str:
    """The token of the link in the invitation's mail."""
    before = db.transact(mails)
    db.transact(invite, email, role, by=by, now=NOW)
    ((template, to, words),) = [mail for mail in db.transact(mails) if mail not in before]
    assert (template, to) == ("invitation", email)
    return link_in(words)[1]["token"]


def acts(db: Database) -> list[tuple[str, str]]:
    """What was recorded about the team, and the roles of those who did it, in no order."""
    about = ("team", "staff.factor_reset")
    return sorted((one.action, one.role) for one in db.transact(entries).entries if one.action.startswith(about))


def role_of(db: Database, email: str = ANNA) -> Role:
    return db.transact(account, db.transact(user_by_email, email)).role


@pytest.mark.parametrize("known", [True, False])
def test_who_chooses_a_password_by_the_link_joins_once(db: Database, olga: Actor, known: bool) -> None:
    if known:
        db.transact(new_user)
    token = invited(db, olga)
    (offer,) = db.transact(offers, now=NOW)
    assert (offer.email, offer.role, offer.expires_at) == (ANNA, Role.FINANCE, NOW + INVITED)
    opened = db.transact(redeem, token, "hash", DEVICE, now=NOW)
    user = db.transact(session_user, opened.token, now=NOW)
    assert user and (user.email, user.role) == (ANNA, Role.FINANCE)
    assert opened.expires_at == NOW + timedelta(hours=12)
    assert db.transact(offers, now=NOW) == ()
    assert [one.email for one in db.transact(team)] == [ANNA, OLGA]
    assert acts(db) == [("team.invite", "owner"), ("team.join", "finance")]
    with pytest.raises(LinkInvalid):
        db.transact(redeem, token, "hash", DEVICE, now=NOW)


def test_another_link_of_the_same_mailbox_is_no_invitation(db: Database, olga: Actor) -> None:
    token = ask(db)["token"]
    invited(db, olga)
    db.transact(redeem, token, "hash", DEVICE, now=NOW)
    assert role_of(db) is Role.CUSTOMER


def test_an_invitation_ends_by_time_by_hand_and_by_another(db: Database, olga: Actor) -> None:
    late = invited(db, olga)
    with pytest.raises(LinkInvalid):
        db.transact(redeem, late, "hash", DEVICE, now=NOW + INVITED)
    older, newer = invited(db, olga), invited(db, olga, role=Role.SUPPORT)
    with pytest.raises(LinkInvalid):
        db.transact(redeem, older, "hash", DEVICE, now=NOW)
    (offer,) = db.transact(offers, now=NOW)
    db.transact(withdraw, offer.id, by=olga, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(redeem, newer, "hash", DEVICE, now=NOW)
    with pytest.raises(LinkInvalid):
        db.transact(withdraw, offer.id, by=olga, now=NOW)


@pytest.mark.parametrize("end", [change_role, disable_user])
def test_the_word_of_who_is_no_owner_any_more_counts_for_nothing(db: Database, olga: Actor, end: object) -> None:
    db.transact(new_user, "oskar@example.com", Role.OWNER)
    token = invited(db, olga)
    db.transact(end, olga.user_id, *([Role.FINANCE] if end is change_role else []), now=NOW)
    db.transact(redeem, token, "hash", DEVICE, now=NOW)
    assert role_of(db) is Role.CUSTOMER


def test_nobody_loses_a_role_by_an_invitation(db: Database, olga: Actor) -> None:
    token = invited(db, olga, role=Role.SUPPORT)
    db.transact(give_role, db.transact(new_user), Role.OWNER, by=olga, now=NOW)
    db.transact(redeem, token, "hash", DEVICE, now=NOW)
    assert role_of(db) is Role.OWNER


def test_what_cannot_be_offered(db: Database, olga: Actor) -> None:
    for refusal, email, role in (
        (OnTheTeam, OLGA, Role.SUPPORT),
        (InvalidEmail, "nobody", Role.SUPPORT),
        (ValueError, ANNA, Role.CUSTOMER),
    ):
        with pytest.raises(refusal):
            db.transact(invite, email, role, by=olga, now=NOW)
    assert db.transact(mails) == []


def test_a_role_is_changed_and_taken_and_ends_all_sessions(db: Database, olga: Actor) -> None:
    anna = db.transact(new_user)
    for role in (Role.SUPPORT, Role.FINANCE, Role.CUSTOMER):
        opened = db.transact(open_for, anna)
        db.transact(give_role, anna, role, by=olga, now=NOW)
        db.transact(give_role, anna, role, by=olga, now=NOW)
        assert (role_of(db), user_of(db, opened)) == (role, None)
    assert acts(db) == [("team.remove", "owner"), ("team.role", "owner"), ("team.role", "owner")]
    with pytest.raises(NoSuchUser):
        db.transact(give_role, "usr_none", Role.OWNER, by=olga, now=NOW)


def test_the_last_owner_stays(db: Database, olga: Actor) -> None:
    anna = db.transact(new_user)
    with pytest.raises(LastOwner):
        db.transact(give_role, olga.user_id, Role.FINANCE, by=olga, now=NOW)
    with pytest.raises(LastOwner):
        db.transact(disable_user, olga.user_id, now=NOW)
    db.transact(give_role, anna, Role.OWNER, by=olga, now=NOW)
    db.transact(disable_user, anna, now=NOW)
    with pytest.raises(LastOwner):  # who is shut out is no owner to rely on
        db.transact(give_role, olga.user_id, Role.SUPPORT, by=olga, now=NOW)
    assert role_of(db, OLGA) is Role.OWNER


def test_two_owners_who_remove_each_other_leave_one(db: Database, olga: Actor) -> None:
    anna = db.transact(new_user, ANNA, Role.OWNER)

    def remove(user_id: str) -> bool:
        try:
            db.transact(give_role, user_id, Role.CUSTOMER, by=olga, now=NOW)
        except LastOwner:
            return False
        return True

    for _ in range(10):
        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(remove, (olga.user_id, anna))) == [False, True]
        for user_id in (olga.user_id, anna):
            db.transact(change_role, user_id, Role.OWNER, now=NOW)


def test_a_lost_factor_is_taken_away_by_an_owner(db: Database, olga: Actor) -> None:
    anna = db.transact(new_user, ANNA, Role.FINANCE)
    assert not db.transact(reset_lost_factor, anna, by=olga, now=NOW)
    opened = db.transact(open_for, anna)
    user = user_of(db, opened, NOW)
    assert user
    secret = db.transact(begin_factor, user, now=NOW)
    db.transact(confirm_factor, user, shown(secret, NOW), now=NOW)
    assert [one.has_factor for one in db.transact(team)] == [True, False]
    assert db.transact(reset_lost_factor, anna, by=olga, now=NOW)
    assert user_of(db, opened) is None
    assert not db.transact(open_for, anna).pending
    assert acts(db) == [("staff.factor_reset", "owner")]
    with pytest.raises(NoSuchUser):
        db.transact(reset_lost_factor, "usr_none", by=olga, now=NOW)


def test_invitations_are_forgotten_with_their_links(db: Database, olga: Actor) -> None:
    invited(db, olga)
    db.transact(forget, now=NOW + timedelta(days=60))
    assert db.transact(offers, now=NOW) == ()
