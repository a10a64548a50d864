"""A key that is made while its account is shut out ends with it."""

import threading

import pytest
from sqlmodel import Session

from creditshop.accounts import create_customer, disable_user
from creditshop.accounts.errors import NoSuchUser
from creditshop.apikeys import KeyInvalid, Scope, authenticate
from creditshop.clock import utcnow
from creditshop.ui.states.api_keys import _make
from tests.conftest import Database


def make(session: Session, owner_id: str) -> str:
    new, _ = _make(session, owner_id, name="app", scopes=[Scope.READ], created_by=owner_id, by=None, now=utcnow())
    return new.token


def test_an_account_that_is_shut_out_makes_no_key(db: Database) -> None:
    owner = db.transact(create_customer, now=utcnow())
    db.transact(disable_user, owner, now=utcnow())
    with pytest.raises(NoSuchUser):
        db.transact(make, owner)


def test_a_key_made_at_the_same_moment_ends(db: Database) -> None:
    owner = db.transact(create_customer, now=utcnow())
    with Session(db.engine) as session:
        token = make(session, owner)
        shutting = threading.Thread(target=db.transact, args=(disable_user, owner), kwargs={"now": utcnow()})
        shutting.start()
        shutting.join(0.5)  # it waits for this transaction; if it did not, it would be done by now
        session.commit()
    shutting.join()
    with pytest.raises(KeyInvalid):
        db.transact(authenticate, token)
