"""What staff look up: how a balance came about, and whose wallets are in trouble."""

from functools import partial

from sqlmodel import Session, text

from creditshop.ledger import (
    INTERNAL,
    GrantCredits,
    Lot,
    Parts,
    Revoke,
    Summary,
    balances,
    grants_at,
    grants_named,
    open_wallet,
    owners_in,
    owners_named,
    post,
    summary,
    suspend,
    wallet_view,
)
from tests.conftest import Database
from tests.ledger.acts import DAY, NOW, capture, do, expire, grant, hold_id, open_hold, revoke, spend, use, wallet_with
from tests.plans import plan


def by_hand(wallet: str, change: int) -> GrantCredits | Revoke:
    if change < 0:
        return Revoke(wallet, INTERNAL, f"adj{change}", "usr_admin", -change, "adjustment", "adj_1")
    lots = (Lot(change, "adjustment"),)
    return GrantCredits(wallet, INTERNAL, f"adj{change}", "usr_admin", lots, "adj_1")


def test_a_balance_is_explained_by_all_that_came_and_went(db: Database) -> None:
    wallet = db.transact(wallet_with)
    assert db.transact(summary, wallet) == Summary(Parts(0, 0, 0, 0), *[0] * 9)
    do(db, grant(wallet, 100, Lot(20, "bonus")), grant(wallet, Lot(5, "promotion", expires_at=NOW + DAY)))
    do(db, spend(wallet, 10), use(wallet, 3, "image.resize"), by_hand(wallet, 7))
    (held,) = do(db, open_hold(wallet, 30))
    do(db, capture(wallet, hold_id(held), 12), open_hold(wallet, 2))
    do(db, revoke(wallet, 40), by_hand(wallet, -9), expire(wallet), now=NOW + 2 * DAY)
    found = db.transact(summary, wallet)
    assert found.adds_up
    came = (found.bought, found.bonus, found.gifts, found.given)
    went = (found.used, found.expired, found.refunded, found.disputed, found.taken)
    assert (came, went) == ((100, 20, 5, 7), (25, 0, 40, 0, 9))
    assert found.total == 132 - 74


def test_expired_credits_and_debt_are_part_of_it(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    do(db, grant(wallet, Lot(50, "promotion", expires_at=NOW + DAY), reference="gift"), spend(wallet, 20))
    do(db, expire(wallet), now=NOW + DAY)
    do(db, revoke(wallet, 10), by_hand(wallet, -6), now=NOW + DAY)
    found = db.transact(summary, wallet)
    assert (found.expired, found.refunded, found.taken, found.total) == (30, 10, 6, -6)
    assert found.adds_up


def test_a_balance_and_those_in_trouble_are_read_from_indexes(db: Database) -> None:
    wallet = db.transact(crowded)
    for index, ask in (
        ("entries_taken_back", partial(summary, wallet_id=wallet)),
        ("wallets_suspended", partial(owners_in, trouble="suspended")),
        ("wallets_in_debt", partial(owners_in, trouble="in_debt")),
        ("wallets_in_debt", partial(owners_in, trouble="in_debt", before="usr_7")),
    ):
        assert index in db.transact(plan, ask), index


def crowded(session: Session) -> str:
    """Many wallets, and one of them with many entries."""
    for number in range(300):
        wallet = open_wallet(session, f"usr_{number}", now=NOW)
    post(session, [grant(wallet, 1000), *(spend(wallet, 1) for _ in range(600))], now=NOW)
    session.connection().execute(text("ANALYZE"))
    return wallet


def test_owners_in_trouble_come_in_pages_newest_first(db: Database) -> None:
    def troubled(session: Session) -> list[str]:
        owners = []
        for number in range(5):
            owners.append(f"usr_{number}")
            wallet = open_wallet(session, owners[-1], now=NOW + number * DAY)
            suspend(session, wallet, suspended=number != 2)
        return owners

    db.transact(troubled)
    first = db.transact(owners_in, "suspended", limit=3)
    assert first.owners == ("usr_4", "usr_3", "usr_1")
    rest = db.transact(owners_in, "suspended", before=first.next_before, limit=3)
    assert (rest.owners, rest.next_before) == (("usr_0",), None)
    assert db.transact(owners_in, "in_debt").owners == ()
    wallet = db.transact(wallet_with, 10)
    do(db, spend(wallet, 10), revoke(wallet, 10))
    owner = db.transact(wallet_view, wallet).owner_id
    assert db.transact(owners_in, "in_debt").owners == (owner,)
    assert db.transact(balances, [owner, "usr_2", "usr_none"]).keys() == {owner, "usr_2"}
    assert db.transact(balances, [owner])[owner].owed == 10


def test_an_owner_is_known_by_wallet_and_by_an_apps_name(db: Database) -> None:
    wallet = db.transact(open_wallet, "usr_1", external_id="team 7", now=NOW)
    for name, owners in ((wallet, ("usr_1",)), ("team 7", ("usr_1",)), ("team", ()), ("usr_1", ())):
        assert db.transact(owners_named, name) == owners


def test_grants_of_the_past_have_their_names(db: Database) -> None:
    wallet = db.transact(wallet_with, 10, Lot(5, "bonus"))
    do(db, spend(wallet, 15), now=NOW + DAY)
    then = db.transact(grants_at, wallet, NOW)
    named = db.transact(grants_named, [grant.grant_id for grant in then])
    assert [grant.cause for grant in named] == ["bonus", "purchase"]
    left = {grant.grant_id: grant.remaining for grant in then}
    assert [left[grant.id] for grant in named] == [5, 10]
