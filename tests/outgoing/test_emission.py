"""What happens to credits is told to the wallet's owner and to the shop, to nobody else, and exactly if it happened."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from creditshop.clock import utcnow
from creditshop.database import new_id
from creditshop.ledger import Happened, Lot, Posted, post
from creditshop.outgoing import EventType, deliveries, disable, on_posted
from creditshop.outgoing.emission import LISTENING
from tests.conftest import Database
from tests.ledger.acts import (
    capture,
    expire,
    freeze,
    grant,
    hold_id,
    open_hold,
    reinstate,
    release,
    revoke,
    spend,
    unfreeze,
    use,
)
from tests.outgoing.conftest import act, heard_by, listen, wallet

URL = "https://app.example.com/"
OTHERS = (EventType.CREDITS_ADDED, EventType.CREDITS_SPENT, EventType.HOLD_EXPIRED)


def told(db: Database, owner_id: str | None) -> list[dict[str, Any]]:
    """What is on its way to this owner's endpoints, oldest first."""
    return [json.loads(delivery.body) for delivery in reversed(db.transact(deliveries, owner_id, limit=100))]


def types(db: Database, owner_id: str | None) -> list[str]:
    return [message["type"] for message in told(db, owner_id)]


def spend_all(session: Session, accounts: dict[str, str]) -> list[str]:
    """Spend a credit of each owner in one batch, and tell of them; returns the statements that telling took."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def counted(session: Session, happened: Sequence[Happened], now: datetime) -> None:
        event.listen(session.connection(), "before_cursor_execute", note)
        on_posted(session, happened, now)
        event.remove(session.connection(), "before_cursor_execute", note)

    with heard_by(counted):
        post(session, [spend(account, 1) for account in accounts.values()], now=utcnow())
    return statements


def test_a_spend_is_told_with_what_it_was_for_and_what_is_left(db: Database) -> None:
    db.transact(listen, "usr_ada", URL, OTHERS)
    account = db.transact(wallet, "usr_ada", 1000)
    now = utcnow()
    (outcome,) = db.transact(act, "usr_ada", spend(account, 30), now=now)
    assert isinstance(outcome, Posted)
    (message,) = told(db, "usr_ada")
    assert message == {
        "type": "credits.spent",
        "api_version": "2026-11-01",
        "timestamp": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": {
            "wallet": account,
            "operation": outcome.operation_id,
            "credits": 30,
            "available": 970,
            "held": 0,
            "reference": "job_1",
        },
    }


def test_a_use_is_told_with_its_feature_and_a_capture_with_its_hold(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 1000)
    (opened,) = db.transact(post, [open_hold(account, 20)], now=utcnow())
    db.transact(listen, "usr_ada", URL, OTHERS)
    db.transact(act, "usr_ada", use(account, 6, "image.resize", 3), capture(account, hold_id(opened), 5))
    captured, used = sorted((message["data"] for message in told(db, "usr_ada")), key=lambda data: data["credits"])
    assert (used["feature"], used["quantity"], used["credits"]) == ("image.resize", 3, 6)
    assert (captured["hold"], captured["credits"], captured["held"]) == (hold_id(opened), 5, 0)


def test_holds_whose_time_is_over_are_told_one_by_one(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 1000)
    opened = db.transact(post, [open_hold(account, 20), open_hold(account, 30)], now=utcnow())
    db.transact(listen, "usr_ada", URL, OTHERS)
    db.transact(act, "usr_ada", spend(account, 1000), now=utcnow() + timedelta(hours=2))
    said = {(one["type"], one["data"].get("hold"), one["data"]["credits"]) for one in told(db, "usr_ada")}
    first, second = map(hold_id, opened)
    assert said == {("hold.expired", first, 20), ("hold.expired", second, 30), ("credits.spent", None, 1000)}


def test_credits_that_come_in_are_told_with_those_that_pay_debt(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 100)
    db.transact(act, "usr_ada", spend(account, 100), revoke(account, 100))
    db.transact(listen, "usr_ada", URL, OTHERS)
    db.transact(act, "usr_ada", grant(account, Lot(130, "purchase", 130, "eur"), Lot(20, "bonus")))
    (message,) = told(db, "usr_ada")
    assert message["type"] == "credits.added"
    assert (message["data"]["credits"], message["data"]["available"]) == (150, 50)


def test_what_neither_comes_nor_is_spent_is_not_told(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 100)
    db.transact(listen, "usr_ada", URL, OTHERS)
    db.transact(act, "usr_ada", freeze(account), unfreeze(account), revoke(account, 40), expire(account))
    assert told(db, "usr_ada") == []


def test_credits_that_come_back_after_a_failed_refund_are_told(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 100)
    db.transact(act, "usr_ada", spend(account, 70), revoke(account, 100, key="refund"))
    db.transact(listen, "usr_ada", URL, OTHERS)
    db.transact(act, "usr_ada", reinstate(account, 100, "refund"))
    (message,) = told(db, "usr_ada")
    assert (message["type"], message["data"]["credits"], message["data"]["available"]) == ("credits.added", 100, 30)


def test_owners_hear_of_their_own_wallet_and_the_shop_of_all(db: Database) -> None:
    for owner in ("usr_ada", "usr_bob", None):
        db.transact(listen, owner, URL, OTHERS)
    accounts = {owner: db.transact(wallet, owner, 500) for owner in ("usr_ada", "usr_bob")}
    db.transact(spend_all, accounts)
    assert len(told(db, "usr_ada")) == len(told(db, "usr_bob")) == 1
    wallets = {message["data"]["wallet"] for owner in ("usr_ada", "usr_bob") for message in told(db, owner)}
    assert {message["data"]["wallet"] for message in told(db, None)} == wallets
    assert len(wallets) == 2


def test_an_endpoint_hears_what_it_listens_to(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 500)
    db.transact(listen, "usr_ada", URL, (EventType.CREDITS_ADDED,))
    db.transact(act, "usr_ada", spend(account, 450), grant(account, 5))
    assert types(db, "usr_ada") == ["credits.added"]


def test_a_disabled_endpoint_hears_nothing(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 500)
    endpoint = db.transact(listen, "usr_ada", URL)
    db.transact(disable, "usr_ada", endpoint, now=utcnow())
    db.transact(act, "usr_ada", spend(account, 450))
    assert told(db, "usr_ada") == []


def test_what_is_rolled_back_is_not_told(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 500)
    db.transact(listen, "usr_ada", URL)

    def fail_afterwards(session: Session) -> None:
        act(session, "usr_ada", spend(account, 30))
        raise LookupError

    with pytest.raises(LookupError):
        db.transact(fail_afterwards)
    assert told(db, "usr_ada") == []


def test_a_low_balance_is_told_once_until_credits_come_in(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 300)
    db.transact(listen, "usr_ada", URL, (EventType.BALANCE_LOW,), 100)

    def low(*operations: Any) -> int:
        before = len(told(db, "usr_ada"))
        db.transact(act, "usr_ada", *operations)
        return len(told(db, "usr_ada")) - before

    assert low(spend(account, 200)) == 0, "a hundred are not less than a hundred"
    assert low(spend(account, 1)) == 1
    assert low(spend(account, 1), spend(account, 1)) == 0
    assert low(grant(account, 1)) == 0, "98 are still low"
    assert low(grant(account, 10), spend(account, 10)) == 1
    assert told(db, "usr_ada")[0]["data"] | {"operation": ""} == {
        "wallet": account, "operation": "", "available": 99, "held": 0, "threshold": 100,
    }  # fmt: skip


def test_a_balance_that_is_low_already_is_no_news(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 90)
    db.transact(listen, "usr_ada", URL, (EventType.BALANCE_LOW,), 100)
    db.transact(act, "usr_ada", spend(account, 1))
    assert told(db, "usr_ada") == []


def test_a_low_balance_is_no_news_again_when_a_hold_gave_credits_back(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 105)
    db.transact(listen, "usr_ada", URL, (EventType.BALANCE_LOW,), 100)
    for _ in range(2):
        (opened,) = db.transact(act, "usr_ada", open_hold(account, 50))
        db.transact(act, "usr_ada", release(account, hold_id(opened)))
    assert types(db, "usr_ada") == ["balance.low"]


def test_each_endpoint_and_each_wallet_has_its_own_low_balance(db: Database) -> None:
    for mark in (50, 80):
        db.transact(listen, None, URL, (EventType.BALANCE_LOW,), mark)
    for owner in ("usr_ada", "usr_bob"):
        account = db.transact(wallet, owner, 100)
        db.transact(act, owner, spend(account, 30), spend(account, 30))
    marks = [(message["data"]["wallet"], message["data"]["threshold"]) for message in told(db, None)]
    assert sorted(mark for _, mark in marks) == [50, 50, 80, 80] and len(set(marks)) == 4


def test_a_batch_asks_once_however_many_it_is_about_and_nothing_is_written_for_nobody(db: Database) -> None:
    accounts = {new_id("usr"): "" for _ in range(20)}
    for owner in accounts:
        accounts[owner] = db.transact(wallet, owner, 10)
    db.transact(listen, "usr_somebody_else", URL)
    assert len(db.transact(spend_all, accounts)) == 1


def test_the_query_of_every_batch_uses_the_index(db: Database) -> None:
    def plan(session: Session) -> str:
        connection = session.connection()
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        prefix = "EXPLAIN" if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        query = LISTENING.params(owners=["usr_a", "usr_b"]).compile(
            connection, compile_kwargs={"render_postcompile": True, "literal_binds": True}
        )
        return str(connection.exec_driver_sql(f"{prefix} {query}").all())

    found = db.transact(plan)
    assert "webhook_endpoint_of_owner" in found and "SCAN webhook_endpoint" not in found and "Seq Scan" not in found
