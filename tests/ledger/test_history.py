"""Reading what happened."""

from creditshop.ledger import Lot, Parts, Posted, balance_at, grants_of, live_grants, movements
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, do, grant, revoke, spend, wallet_with


def test_movements_come_newest_first_with_the_balance_after_each(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 30), now=NOW + DAY)
    page = db.transact(movements, wallet)
    assert [(m.cause, m.change, m.parts.available, m.created_at) for m in page.movements] == [
        ("spend", -30, 70, NOW + DAY),
        ("purchase", 100, 100, NOW),
    ]
    assert page.older is None


def test_movements_come_in_pages_without_a_gap(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, *(spend(wallet, number) for number in range(1, 7)))
    seen, before = [], None
    while True:
        page = db.transact(movements, wallet, before=before, limit=3)
        seen += [movement.amount for movement in page.movements]
        do(db, spend(wallet, 1))  # what is new does not shift the pages
        if (before := page.older) is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1, 100]


def test_a_page_that_ends_with_the_first_movement_is_the_last(db: Database) -> None:
    wallet = db.transact(wallet_with, 1, 1, 1)
    assert db.transact(movements, wallet, limit=3).older is None


def test_debt_counts_as_negative_change(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    do(db, spend(wallet, 10), revoke(wallet, 10), grant(wallet, 15, reference="pur_2"))
    changes = [movement.change for movement in db.transact(movements, wallet).movements]
    assert changes == [5, 10, -10, -10, 10]


def test_every_movement_has_its_own_id(db: Database) -> None:
    wallet = db.transact(wallet_with, 1, 2, 3)
    (outcome,) = do(db, spend(wallet, 6))
    assert isinstance(outcome, Posted)
    ids = [movement.id for movement in db.transact(movements, wallet).movements]
    assert len(set(ids)) == 6
    assert all(made.startswith("ent_") for made in ids)


def test_live_grants_come_in_burn_order_without_what_is_used_up_or_due(db: Database) -> None:
    wallet = db.transact(wallet_with)
    do(db, grant(wallet, 10, reference="paid"), grant(wallet, Lot(10, "bonus"), reference="free"))
    do(db, grant(wallet, Lot(10, "bonus", expires_at=NOW + DAY), reference="short"))
    do(db, grant(wallet, Lot(3, "bonus", priority=1), reference="gone"), spend(wallet, 3))
    assert [view.reference for view in db.transact(live_grants, wallet, now=NOW)] == ["short", "free", "paid"]
    assert [view.reference for view in db.transact(live_grants, wallet, now=NOW + DAY)] == ["free", "paid"]


def test_a_reference_gives_all_its_grants(db: Database) -> None:
    wallet = db.transact(wallet_with, 100, Lot(10, "bonus"), reference="pur_9")
    do(db, spend(wallet, 50))
    found = db.transact(grants_of, ["pur_9", "pur_unknown"])
    assert [(view.cause, view.amount, view.remaining, view.price_minor) for view in found] == [
        ("bonus", 10, 0, 0),
        ("purchase", 100, 60, 100),
    ]


def test_the_past_is_readable(db: Database) -> None:
    wallet = db.transact(wallet_with, 100)
    do(db, spend(wallet, 30), now=NOW + DAY)
    do(db, revoke(wallet, 100), now=NOW + 2 * DAY)
    at = [db.transact(balance_at, wallet, NOW + days * DAY) for days in (-1, 0, 1, 2, 3)]
    assert at == [Parts(0, 0, 0, 0), Parts(100, 0, 0, 0), Parts(70, 0, 0, 0), Parts(0, 0, 0, 30), Parts(0, 0, 0, 30)]
