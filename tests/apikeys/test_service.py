"""A key is shown once, kept as a hash, ends at once when revoked, and never sees more than its owner may."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, text

from creditshop import apikeys
from creditshop.apikeys import CUSTOMER_SCOPES, KeyInvalid, NewKey, NoSuchKey, Scope, ScopesInvalid, TooManyKeys
from creditshop.apikeys.service import MOST_KEYS
from tests.conftest import Database

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVERYTHING = frozenset(Scope)


def create(db: Database, owner_id: str | None = "usr_anna", scopes: frozenset[Scope] = CUSTOMER_SCOPES) -> NewKey:
    return db.transact(
        apikeys.create_key, owner_id=owner_id, name="backend", scopes=scopes, created_by="usr_anna", now=NOW
    )


def stored(session: Session) -> str:
    return repr(session.connection().execute(text("SELECT * FROM api_key")).all())


def test_a_token_names_its_caller(db: Database) -> None:
    annas, shops = create(db), create(db, None, EVERYTHING)
    caller = db.transact(apikeys.authenticate, annas.token)
    assert (caller.key_id, caller.owner_id, caller.scopes) == (annas.key.id, "usr_anna", CUSTOMER_SCOPES)
    assert caller.scope == "usr_anna"
    shop = db.transact(apikeys.authenticate, shops.token)
    assert (shop.owner_id, shop.scopes, shop.scope) == (None, EVERYTHING, "shop")


def test_two_keys_of_one_owner_share_their_idempotency_keys(db: Database) -> None:
    first, second = (db.transact(apikeys.authenticate, create(db).token) for _ in range(2))
    assert first.key_id != second.key_id
    assert first.scope == second.scope


def test_the_secret_is_nowhere_in_the_database(db: Database) -> None:
    prefix, secret = create(db).token.removeprefix("csk_").split("_")
    rows = db.transact(stored)
    assert prefix in rows
    assert secret not in rows


def test_what_is_no_live_token_is_nobody(db: Database) -> None:
    token = create(db).token
    other = create(db).token
    mixed = token[:16] + other[16:]
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    for forged in ("", "csk_", token.upper(), f"{token} ", f"x{token}", token[:-1], wrong, mixed, token + "\0"):
        with pytest.raises(KeyInvalid):
            db.transact(apikeys.authenticate, forged)


def test_a_revoked_key_ends_at_once_and_leaves_the_list(db: Database) -> None:
    ended, kept = create(db), create(db)
    db.transact(apikeys.revoke_key, "usr_anna", ended.key.id, now=NOW)
    with pytest.raises(KeyInvalid):
        db.transact(apikeys.authenticate, ended.token)
    assert db.transact(apikeys.authenticate, kept.token).key_id == kept.key.id
    assert db.transact(apikeys.keys, "usr_anna") == (kept.key,)


def test_nobody_revokes_or_sees_the_key_of_somebody_else(db: Database) -> None:
    annas, shops = create(db), create(db, None, EVERYTHING)
    for owner_id, key in (("usr_bob", annas), (None, annas), ("usr_anna", shops)):
        with pytest.raises(NoSuchKey):
            db.transact(apikeys.revoke_key, owner_id, key.key.id, now=NOW)
    assert db.transact(apikeys.keys, "usr_bob") == ()
    assert db.transact(apikeys.keys, None) == (shops.key,)


def test_every_key_of_an_owner_ends_together(db: Database) -> None:
    create(db), create(db)
    bobs = create(db, "usr_bob")
    assert db.transact(apikeys.revoke_keys_of, "usr_anna", now=NOW) == 2
    assert db.transact(apikeys.keys, "usr_anna") == ()
    assert db.transact(apikeys.keys, "usr_bob") == (bobs.key,)


@pytest.mark.parametrize("scopes", [set(), {Scope.GRANT}, {Scope.ADMIN, Scope.READ}])
def test_a_customers_key_reads_and_spends_at_most(db: Database, scopes: set[Scope]) -> None:
    with pytest.raises(ScopesInvalid):
        create(db, scopes=frozenset(scopes))


def test_there_are_at_most_so_many_live_keys(db: Database) -> None:
    for _ in range(MOST_KEYS):
        last = create(db)
    with pytest.raises(TooManyKeys):
        create(db)
    db.transact(apikeys.revoke_key, "usr_anna", last.key.id, now=NOW)
    create(db)


def test_use_is_noted_at_most_once_a_minute(db: Database) -> None:
    new = create(db)
    seen = []
    for seconds in (0, 59, 60, 100):
        db.transact(apikeys.touch, new.key.id, now=NOW + timedelta(seconds=seconds))
        (key,) = db.transact(apikeys.keys, "usr_anna")
        seen.append(key.last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(seconds=60), NOW + timedelta(seconds=60)]
    assert db.transact(apikeys.authenticate, new.token).used_at == seen[-1]
