"""A person is found by whatever somebody has at hand."""

from sqlmodel import Session

from creditshop.customers import CustomerPage, customers_in, find_customers, latest_customers
from creditshop.ledger import open_wallet, post, suspend
from tests.accounts.people import NOW, new_user
from tests.conftest import Database
from tests.ledger.acts import grant
from tests.ui.bought import make_shop, paid, person


def found(page: CustomerPage) -> list[str]:
    return [customer.account.email for customer in page.customers]


def test_a_customer_is_found_by_address_and_by_every_id(db: Database) -> None:
    shop = make_shop(db)
    ada, _ = person(db, "ada@example.com")
    person(db, "bob@example.com")
    purchase = paid(shop, ada)

    def known(session: Session) -> str:
        return open_wallet(session, ada.user_id, now=NOW)

    ids = (ada.user_id, db.transact(known), purchase.id, purchase.session_id, purchase.payment_intent_id)
    for wanted in ("ada@", "ADA", *map(str, ids)):
        assert found(db.transact(find_customers, wanted)) == ["ada@example.com"], wanted
    for wanted in ("pur_none", "cs_none", "zoe", "\0", "\ud800", "%"):
        assert found(db.transact(find_customers, wanted)) == [], wanted


def test_who_an_app_knows_by_a_name_comes_before_whose_address_begins_with_it(db: Database) -> None:
    zoe, ada = db.transact(new_user, "zoe@example.com"), db.transact(new_user, "ada@example.com")
    db.transact(open_wallet, zoe, external_id="ada", now=NOW)
    page = db.transact(find_customers, "ada", limit=1)
    assert found(page) == ["zoe@example.com", "ada@example.com"]
    assert found(db.transact(find_customers, "ada", before=ada, limit=1)) == []


def test_balances_come_along_and_troubles_are_lists_of_their_own(db: Database) -> None:
    ada, bob = db.transact(new_user, "ada@example.com"), db.transact(new_user, "bob@example.com")

    def filled(session: Session) -> None:
        wallet = open_wallet(session, ada, now=NOW)
        post(session, [grant(wallet, 40)], now=NOW)
        suspend(session, wallet)

    db.transact(filled)
    everybody = {c.account.user_id: c.balance for c in db.transact(latest_customers).customers}
    assert (everybody[ada].available, everybody[bob].available) == (40, 0)
    assert found(db.transact(customers_in, "suspended")) == ["ada@example.com"]
    assert found(db.transact(customers_in, "in_debt")) == []
