"""What the account's pages read is the owner's alone."""

from dataclasses import replace

from sqlmodel import Session

from creditshop.checkout import Buyer
from creditshop.clock import utcnow
from creditshop.ledger import Spend, post, wallet_of
from creditshop.ui.states.reading import EMPTY, named_movements, overview, own_balance, own_purchase
from creditshop.ui.states.rows import grant_row, movement_row, payment_row
from tests.conftest import Database
from tests.ui.bought import make_shop, opened, paid

ADA, BOB = Buyer("usr_ada", "ada@example.com", "en"), Buyer("usr_bob", "bob@example.com", "en")


def test_somebody_new_has_nothing(db: Database) -> None:
    seen = db.transact(overview, "usr_new", recent=5, now=utcnow())
    assert (seen.balance, seen.grants, seen.movements, seen.payments) == (EMPTY, (), (), ())
    assert db.transact(own_balance, "usr_new") == EMPTY
    assert db.transact(named_movements, "usr_new", before=None, limit=5).movements == ()


def test_a_purchase_is_shown_to_its_owner_only(db: Database) -> None:
    bought = paid(make_shop(db), ADA)
    assert db.transact(own_purchase, bought.id, ADA.user_id) == bought
    assert db.transact(own_purchase, bought.id, BOB.user_id) is None
    assert db.transact(own_purchase, "pur_nothing", ADA.user_id) is None


def test_movements_are_named_after_the_package(db: Database) -> None:
    shop = make_shop(db)
    paid(shop, ADA)

    def spend(session: Session) -> None:
        wallet_id = wallet_of(session, ADA.user_id)
        post(session, [Spend(str(wallet_id), "app", "k", "app", 40, "image.resize × 40")], now=shop.now)

    db.transact(spend)
    seen = db.transact(overview, ADA.user_id, recent=5, now=shop.now)
    rows = [movement_row(movement, seen.names, "en") for movement in seen.movements]
    assert (rows[0].what, rows[0].change, rows[0].balance, rows[0].gain) == (
        "image.resize × 40",
        "− 40",
        "2,710",
        False,
    )
    assert {(row.what, row.change, row.gain) for row in rows[1:]} == {
        ("Maker package", "+ 2,500", True),
        ("Bonus with Maker", "+ 250", True),
    }
    assert rows[1].balance == "2,750"
    assert {row.operation for row in rows} == {movement.operation_id for movement in seen.movements}


def test_what_is_spent_first_comes_first(db: Database) -> None:
    shop = make_shop(db)
    paid(shop, ADA)
    seen = db.transact(overview, ADA.user_id, recent=5, now=shop.now)
    grants = [grant_row(grant, seen.names, "en") for grant in seen.grants]
    assert [(grant.name, grant.left, grant.of, grant.percent) for grant in grants] == [
        ("Bonus with Maker", "250", "of 250", 100),
        ("Maker", "2,500", "of 2,500", 100),
    ]
    assert all(grant.expires.startswith("expires ") for grant in grants)


def test_a_payment_says_how_far_it_is(db: Database) -> None:
    shop = make_shop(db)
    unpaid, bought = opened(shop, BOB, "starter"), paid(shop, ADA)
    row = payment_row(bought, "en")
    assert (row.name, row.amount, row.credits, row.state, row.tone) == ("Maker", "$22.00", "2,750", "Paid", "good")
    assert (row.receipt, row.pay_url) == (True, "")
    row = payment_row(unpaid, "de")
    assert (row.state, row.receipt, row.pay_url) == ("Noch nicht bezahlt", False, unpaid.session_url)


def test_what_cost_nothing_was_not_refunded(db: Database) -> None:
    row = payment_row(replace(paid(make_shop(db), ADA), amount_total=0), "en")
    assert row.state == "Paid"
